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

/** What a program may choose for a cluster. It is part of the package's types: nothing of Node's own types may be in it. */
export interface ClusterOptions extends ClusterAuthorities {
  /** address to listen on; default 127.0.0.1 */
  readonly host?: string
  /** address at which clients on other machines find it; default: that of `host`, or of this machine where it listens on all */
  readonly advertiseAddress?: string | undefined
  /** more names and addresses that the listener's certificate is good for */
  readonly tlsSan?: readonly string[]
  /** 0 takes a free one; default 0 in-process, 6443 on the command line */
  readonly port?: number
  /** folder that holds all state; undefined keeps it in memory */
  readonly dataDir?: string | undefined
  /** encrypts the private keys in the data folder's database; default: they are plain */
  readonly encryptionPassphrase?: string
  /** the longest and the usual lifetime of an issued certificate, as a Go duration; default 8760h */
  readonly clusterSigningDuration?: string
  /** how long each signer waits after an approval, as a Go duration, to practise waiting; default 0s */
  readonly signerDelay?: string
  /** a signer that answers PodCertificateRequests with a CA of its own, such as `example.com/shop`; default: nobody does */
  readonly podCertificateSigner?: string | undefined
  /** rules by which requests for certificates are approved or denied, also as a text in YAML or JSON; default: none */
  readonly autoApprove?: ApproverRules | undefined
  /**
   * Documents to fill the cluster with, as `apply` takes them, at every start, and again at a reset. Those of the kind User (`csrlab/v1`)
   * become users. The start fails with an Error that names the document and its line.
   */
  readonly populate?: PopulateOption | undefined
  /** the Kubernetes that the cluster is: `v1.34` to `v1.37`, a patch level may follow; default v1.36.3 */
  readonly kubernetesVersion?: string
  /** feature gates of that version on or off, as kube-apiserver's flag names them */
  readonly featureGates?: GateSettings
  /** API versions on or off, as kube-apiserver's flag names them: `{ 'certificates.k8s.io/v1alpha1': true }` */
  readonly runtimeConfig?: Readonly<Record<string, boolean>>
  readonly logLevel?: LogLevel
  /** the audit log: a file, or `-` for standard output; default: none */
  readonly auditLog?: string | undefined
  /** how much is written of every request; default Metadata */
  readonly auditLevel?: Level | undefined
  /** an audit policy in YAML, instead of a level */
  readonly auditPolicy?: string | undefined
  /** explains mistakes in `Warning` headers and Events: true is `short`; default false in-process, `short` on the command line */
  readonly hints?: boolean | HintForm
  /** the management API at /csrlab/v1; default true. Without it the cluster has no path that a cluster does not have */
  readonly management?: boolean
  /** the same chances for faults each time; default: others each time */
  readonly seed?: number | undefined
  /** key of a root CA that has to be made; default p256 in-process, since it takes a millisecond to make, rsa2048 on the command line */
  readonly caKeyType?: KeyType
  /**
   * The cluster's time: `frozen` stands still until it is moved, a Date is where it begins, a {@link Clock} is what it goes with. Default:
   * the system's, or where that of a data folder was left. Clients live in real time, whatever it is.
   */
  readonly clock?: ClockOption
}
