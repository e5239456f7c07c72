/** Progress in the lab, as last reported. */

interface ReportedOutcome {
  readonly id: string
  /** the expected state, in a sentence */
  readonly says: string
  /** undefined: not checked yet */
  readonly met?: boolean | undefined
  /** what is missing, in a sentence */
  readonly notYet?: string | undefined
  /** the actual state */
  readonly is?: string | undefined
  readonly wanted?: string | undefined
}

export interface LabReport {
  readonly name: string
  readonly title: string
  readonly outcomes: readonly ReportedOutcome[]
}
