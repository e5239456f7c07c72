/** A lab, as `labs/lab.schema.json` describes it, in one language. */
import type { KeyType } from '../../ca/keys.ts'

/** Credentials: files of the working folder. */
export interface Login {
  /** default `kubeconfig` */
  readonly kubeconfig?: string
  /** default: the current one */
  readonly context?: string
  readonly key?: string
  readonly certificate?: string
  readonly token?: string
}

/** Names in a request or certificate; undefined: any. */
interface CertificateNames {
  readonly commonName?: string
  readonly organizations?: readonly string[]
  readonly dns?: readonly string[]
  readonly ip?: readonly string[]
}

interface RequestExists extends CertificateNames {
  readonly name: string
  readonly key?: string
  readonly signerName?: string
  readonly usages?: readonly string[]
  readonly expirationSeconds?: number
  readonly requestedBy?: string
}

export interface CertificateFor extends CertificateNames {
  readonly file?: string
  readonly request?: string
  readonly key?: string
  readonly ca?: string
  readonly usages?: readonly string[]
  readonly uri?: readonly string[]
  readonly lifetime?: { readonly least?: string; readonly most?: string }
}

type RequestState = 'Pending' | 'Approved' | 'Denied' | 'Failed' | 'Issued'

export interface BindingGrants {
  readonly user?: string
  readonly groups?: readonly string[]
  readonly serviceAccount?: string
  readonly allows: readonly string[]
  readonly refuses?: readonly string[]
}

export interface AuditQuery {
  readonly user?: string
  readonly verb?: string
  readonly resource?: string
  readonly subresource?: string
  readonly namespace?: string
  readonly name?: string
  readonly code?: number
}

/** Two of `file`, `signerName` (with `labels`) and `certificates` are compared. */
interface BundleHolds {
  readonly file?: string
  readonly signerName?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly certificates?: readonly string[]
}

/** All checks with their parameters. */
export interface CheckParameters {
  readonly requestExists: RequestExists
  readonly condition: { readonly request: string; readonly type: RequestState }
  readonly decidedBy: { readonly request: string; readonly user: string }
  readonly certificateFor: CertificateFor
  readonly logsIn: {
    readonly as?: Login
    readonly user: string
    readonly groups?: readonly string[]
  }
  readonly may: { readonly as?: Login; readonly actions: readonly string[] }
  readonly mayNot: { readonly as?: Login; readonly actions: readonly string[] }
  readonly bindingGrants: BindingGrants
  readonly kubeconfig: {
    readonly file?: string
    readonly currentContext?: string
    readonly context?: string
    readonly namespace?: string
    readonly embedded?: true
  }
  readonly objectAbsent: { readonly object: string; readonly namespace?: string }
  readonly objectEquals: {
    readonly object: string
    readonly namespace?: string
    readonly has: object
  }
  readonly keyNeverSent: { readonly key: string }
  readonly fileContains: { readonly file: string; readonly text: string }
  readonly auditShows: AuditQuery & { readonly after?: AuditQuery }
  readonly bundleHolds: BundleHolds
  readonly answer: { readonly file?: string; readonly accepts: readonly string[] }
}

export type CheckName = keyof CheckParameters

export type Check = {
  readonly [N in CheckName]: { readonly name: N; readonly given: CheckParameters[N] }
}[CheckName]

export interface LabOutcome {
  readonly id: string
  readonly says: string
  readonly notYet: string
  /** the reason; until the outcome is met, neither reason nor expectation is shown */
  readonly because?: string
  /** replace nudge and rule of the lab */
  readonly hints?: readonly string[]
  /** step of the solution, from 1 */
  readonly step?: number
  readonly check: Check
  /** scripts, each run alone */
  readonly falsify: readonly string[]
}

export interface SeedUser {
  readonly name: string
  readonly groups?: readonly string[]
  readonly lifetime?: string
  readonly files?: {
    readonly key?: string
    readonly certificate?: string
    readonly kubeconfig?: string
  }
}

export interface SeedRequest extends CertificateNames {
  readonly name: string
  readonly by?: string
  readonly commonName: string
  readonly signerName?: string
  readonly usages?: readonly string[]
  readonly decide?: 'Approved' | 'Denied'
  readonly decidedBy?: string
}

export interface LabCluster {
  readonly kubernetesVersion?: string
  readonly podCertificateSigner?: string
  readonly hints?: 'short' | 'full' | false
}

interface Seed {
  readonly cluster?: LabCluster
  /** Go duration */
  readonly ago?: string
  readonly manifests?: string
  readonly users?: readonly SeedUser[]
  readonly requests?: readonly SeedRequest[]
}

/** Exactly one field is set. */
export interface LabFile {
  readonly text?: string
  readonly key?: KeyType
  readonly request?: CertificateNames & { readonly key: string; readonly commonName: string }
  readonly authority?: { readonly key: string; readonly commonName: string }
  /** names of files above */
  readonly certificate?: {
    readonly request: string
    readonly authority: string
    readonly key: string
  }
  readonly cluster?: 'ca' | 'ca-key' | 'audit-log'
}

interface SolutionStep {
  readonly run: string
  readonly why: string
}

export interface Lab {
  /** of its folder */
  readonly name: string
  /** absolute */
  readonly folder: string
  readonly title: string
  readonly why: string
  readonly minutes: number
  readonly order: number
  readonly topics: readonly string[]
  /** undefined: not in exams */
  readonly points: number | undefined
  readonly task: string
  readonly seed: Seed
  /** by name, in order */
  readonly files: Readonly<Record<string, LabFile>>
  readonly outcomes: readonly LabOutcome[]
  /** a nudge; the rule; the command for outcomes without a step */
  readonly hints: readonly string[]
  readonly solution: readonly SolutionStep[]
  readonly explain: string
  readonly see: readonly string[]
}
