import type { Level } from '../apiserver/audit/event.ts'
import type { KeyType } from '../ca/keys.ts'
import type { HintForm } from '../teaching/hints/hint.ts'
import type { ApproverRules } from '../testing/approvers/program-approvers.ts'
import type { GateSettings } from '../apimachinery/release/release.ts'
import type { ClusterAuthorities } from './authority-options.ts'
import type { ClockOption } from './clock.ts'
import type { LOG_LEVELS } from './flags.ts'
import type { PopulateOption } from './populate.ts'

export type LogLevel = (typeof LOG_LEVELS)[number]

/** The options of `startCluster()`: public types, which may not contain Node's types. */
export interface ClusterOptions extends ClusterAuthorities {
  /** address to listen on; default 127.0.0.1 */
  readonly host?: string
  /** address for clients on other machines; default: `host`, or this machine's if it is 0.0.0.0 */
  readonly advertiseAddress?: string | undefined
  /** more names and addresses for the serving certificate */
  readonly tlsSan?: readonly string[]
  /** default: any free port */
  readonly port?: number
  /** folder for the whole state; default: in memory */
  readonly dataDir?: string | undefined
  /** encrypts the private keys in the data folder; default: not encrypted */
  readonly encryptionPassphrase?: string
  /** default and maximum lifetime of issued certificates, a Go duration; default 8760h */
  readonly clusterSigningDuration?: string
  /** time between approval and signing, a Go duration; default 0s */
  readonly signerDelay?: string
  /** a signer of PodCertificateRequests, such as `example.com/shop`; default: none */
  readonly podCertificateSigner?: string | undefined
  /** rules that approve or deny CSRs, or their text in YAML or JSON; default: none */
  readonly autoApprove?: ApproverRules | undefined
  /**
   * kube-controller-manager's names of the controllers to run; `-NAME` leaves one out, `-*` runs
   * none; default `['*']`
   */
  readonly controllers?: readonly string[]
  /**
   * Documents that `apply` takes, applied at every start and reset. Those of the kind User
   * (`csrlab/v1`) become users. The start rejects with an Error that names the document and its
   * line.
   */
  readonly populate?: PopulateOption | undefined
  /** `v1.34` to `v1.37`, optionally with a patch level; default v1.36.3 */
  readonly kubernetesVersion?: string
  /** like `--feature-gates` of kube-apiserver */
  readonly featureGates?: GateSettings
  /** like `--runtime-config` of kube-apiserver: `{ 'certificates.k8s.io/v1alpha1': true }` */
  readonly runtimeConfig?: Readonly<Record<string, boolean>>
  readonly logLevel?: LogLevel
  /** file for audit events, or `-` for standard output; default: none */
  readonly auditLog?: string | undefined
  /** default Metadata */
  readonly auditLevel?: Level | undefined
  /** an audit policy in YAML, instead of a level */
  readonly auditPolicy?: string | undefined
  /** explains mistakes in warnings and Events; true is `short`; default false */
  readonly hints?: boolean | HintForm
  /** whether to serve the management API, /csrlab/v1; default true */
  readonly management?: boolean
  /** seed for the probability of faults; default: random */
  readonly seed?: number | undefined
  /** key type of a new root CA; default p256, which takes a millisecond to make */
  readonly caKeyType?: KeyType
  /**
   * `frozen` is stopped until it is moved, a Date is the initial time, a {@link Clock} is followed.
   * Default: the system's time, or the stored time of a data folder. Clients use real time.
   */
  readonly clock?: ClockOption
}
