/** A lab in one language. The build writes LabSource from `labs/lab.schema.json`. */
import type { LabSource } from '../generated/lab.d.ts'

export type { LabSource } from '../generated/lab.d.ts'

export type OutcomeSource = LabSource['outcomes'][number]

type OutcomeText = Pick<OutcomeSource, 'id' | 'says' | 'notYet' | 'because' | 'hints' | 'step'>

export type CheckName = Exclude<keyof OutcomeSource, keyof OutcomeText | 'falsify'>

export type CheckParameters = Required<Pick<OutcomeSource, CheckName>>

export type Login = NonNullable<CheckParameters['may']['as']>

export type AuditQuery = Omit<CheckParameters['auditShows'], 'after'>

export type Check = {
  readonly [N in CheckName]: { readonly name: N; readonly given: CheckParameters[N] }
}[CheckName]

export interface LabOutcome extends OutcomeText {
  readonly check: Check
  /** scripts that each make the outcome false in a solved lab */
  readonly falsify: readonly string[]
}

export type LabFile = NonNullable<LabSource['files']>[string]

export interface Lab extends Required<Omit<LabSource, 'exam' | 'outcomes'>> {
  /** the name of its folder */
  readonly name: string
  /** absolute */
  readonly folder: string
  /** undefined: not in exams */
  readonly points: number | undefined
  readonly outcomes: readonly LabOutcome[]
}

export type SeedUser = NonNullable<Lab['seed']['users']>[number]

export type SeedRequest = NonNullable<Lab['seed']['requests']>[number]

export type LabCluster = NonNullable<Lab['seed']['cluster']>
