/** What comes from the server, as far as the page looks at it. */
export type {
  CertificateSigningRequest as Csr,
  CertificateSigningRequestCondition as Condition,
} from '../src/api/kinds/certificates.ts'
export type { DecodedCertificate, DecodedRequest } from '../src/doctor/decoded.ts'
export type { AccessRow, Cell } from '../src/page/access.ts'
export type { LabView } from '../src/page/parts.ts'
export type { RequestView, Command } from '../src/page/request-view.ts'
export type { Row } from '../src/page/rows.ts'
export type { TraceStep } from '../src/doctor/trace-step.ts'
export type { JournalEntry } from '../src/manage/journal/entry.ts'

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
  /** of the cluster, RFC 3339 */
  readonly time: string
  readonly isRunning: boolean
}
