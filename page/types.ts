export type {
  CertificateSigningRequest as Csr,
  CertificateSigningRequestCondition as Condition,
} from '../src/apis/certificates.ts'
export type { DecodedCertificate, DecodedRequest } from '../src/teaching/doctor/decoded.ts'
export type { AccessRow, Cell } from '../src/teaching/page/access.ts'
export type { LabView } from '../src/teaching/page/parts.ts'
export type { LoginCommand as Command, RequestView } from '../src/teaching/page/request-view.ts'
export type { InboxRow as Row } from '../src/teaching/page/rows.ts'
export type { TraceStep } from '../src/teaching/doctor/trace-step.ts'
export type { Clock, Fault, Snapshot } from '../src/testing/generated/bodies.d.ts'
export type { JournalEntry } from '../src/testing/journal/entry.ts'

export interface Person {
  readonly name: string
  readonly groups: readonly string[]
}

export interface SessionInfo {
  readonly user: Person
  readonly opener: Person
  readonly readOnly: boolean
  readonly server: string
  readonly kubernetesVersion: string
  /** cluster time, RFC 3339 */
  readonly time: string
  readonly isRunning: boolean
  readonly aheadSeconds: number
}
