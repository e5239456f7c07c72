/**
 * How far somebody is with the lab that a cluster was started for: kept for whoever looks on, as
 * its own commands have found it.
 */

interface ReportedOutcome {
  readonly id: string
  /** what is to be, in a sentence */
  readonly says: string
  /** undefined: nobody has looked yet */
  readonly met?: boolean | undefined
  /** what is missing, in a sentence */
  readonly notYet?: string | undefined
  /** what is there in its place */
  readonly is?: string | undefined
  readonly wanted?: string | undefined
}

/** The report of a lab's command. */
export interface GivenLabReport {
  readonly name: string
  readonly title: string
  readonly outcomes: readonly ReportedOutcome[]
}

export interface LabReport extends GivenLabReport {
  /** when that was so, as the cluster takes it */
  readonly time: string
}
