/** Everything that can be configured, validated once. Pure: reads neither the environment nor files. */
import type { Clock } from '../api/clock.ts'
import type { ClockOption } from './clock.ts'
import type { Entropy } from '../api/entropy.ts'
import type { Level } from '../audit/event.ts'
import type { KeyType } from '../ca/keys.ts'
import type { HintForm } from '../hints/hint.ts'
import type { GateSettings, Release } from '../release/release.ts'
import { type AuditOptions, auditOf } from './audit-options.ts'
import type { AuthorityOptions } from './authority-options.ts'
import type { Flag } from './flag.ts'
import { flagValues } from './flag-values.ts'
import { FLAGS, type LOG_LEVELS } from './flags.ts'
import type { Parser } from './option-parsers.ts'
import { OptionsError } from './options-error.ts'
import { chosenRelease } from './release.ts'

export type { AuditOptions } from './audit-options.ts'
export type { AuthorityOptions, AuthorityPem } from './authority-options.ts'
export { OptionsError } from './options-error.ts'

export type LogLevel = (typeof LOG_LEVELS)[number]

/** kube-controller-manager's words for `signingCa` and `signerCas` together. */
export const MIXED_SIGNING =
  'cannot specify --cluster-signing-{cert,key}-file and other --cluster-signing-*-file flags at the same time'

export interface ServerOptions extends AuthorityOptions {
  /** address to listen on; default 127.0.0.1 */
  readonly host?: string
  /** address at which clients on other machines find it; default: that of `host`, or of this machine where it listens on all */
  readonly advertiseAddress?: string | undefined
  /** more names and addresses that the listener's certificate is good for */
  readonly tlsSan?: readonly string[]
  /** 0 takes a free one; default 0 in-process, 6443 on the command line */
  readonly port?: number
  /** a port of 127.0.0.1 for plain HTTP, 0 takes a free one; default: none */
  readonly insecurePort?: number | undefined
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
  /** the Kubernetes that the cluster is: `v1.34` to `v1.37`, a patch level may follow; default v1.36.3 */
  readonly kubernetesVersion?: string
  /** feature gates of that version on or off, as kube-apiserver's flag names them */
  readonly featureGates?: GateSettings
  /** API versions on or off, as kube-apiserver's flag names them: `{ 'certificates.k8s.io/v1alpha1': true }` */
  readonly runtimeConfig?: Readonly<Record<string, boolean>>
  /** how many requests that only read are answered at a time, those of system:masters and watches apart; 0: any; default 400 */
  readonly maxRequestsInflight?: number
  /** how many other requests are answered at a time; 0: any; default 200 */
  readonly maxMutatingRequestsInflight?: number
  /** how long a request may take that is no watch, as a Go duration; default 1m0s */
  readonly requestTimeout?: string
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
  /** key of a root CA that has to be made; default rsa2048 */
  readonly caKeyType?: KeyType
  /** default: the system's, or where the cluster's was left */
  readonly clock?: ClockOption
  /** the time of clients, by which they are waited for; default: a clock that is given as `clock`, else the system's */
  readonly realTime?: Clock
  /** default: the system's */
  readonly entropy?: Entropy
}

export interface ValidOptions {
  readonly host: string
  readonly advertiseAddress: string | undefined
  readonly tlsSan: readonly string[]
  readonly port: number
  readonly insecurePort: number | undefined
  readonly dataDir: string | undefined
  readonly encryptionPassphrase: string | undefined
  readonly clusterSigningSeconds: number
  readonly signerDelaySeconds: number
  readonly podCertificateSigner: string | undefined
  readonly release: Release
  readonly runtimeConfig: Readonly<Record<string, boolean>>
  readonly maxRequestsInflight: number
  readonly maxMutatingRequestsInflight: number
  readonly requestTimeoutSeconds: number
  readonly logLevel: LogLevel
  readonly audit: AuditOptions | undefined
  /** undefined: none */
  readonly hints: HintForm | undefined
  readonly management: boolean
  readonly caKeyType: KeyType
  readonly authorities: AuthorityOptions
  /** what each flag is set to, by name */
  readonly flags: Readonly<Record<string, string>>
}

type Settings = {
  [
    N in keyof typeof FLAGS as (typeof FLAGS)[N] extends { parser: Parser } ? N : never
  ]: (typeof FLAGS)[N] extends { parser: Parser<never, infer V> } ? V : never
}

/** What is used of an option that a program gives as `value`, or of what it is otherwise. Throws OptionsError. */
const used = <N extends keyof Settings>(name: N, value: unknown): Settings[N] => {
  const flag: Flag = FLAGS[name]
  return flag.parser!.use(`--${name}`, value ?? flag.default) as Settings[N]
}

const refuseContradictions = (options: ServerOptions): void => {
  const { port = 0, insecurePort, dataDir, encryptionPassphrase, signingCa, signerCas } = options
  if (port !== 0 && insecurePort === port) {
    throw new OptionsError(
      `--port and --insecure-port are both ${port}; plain HTTP needs a port of its own.`,
    )
  }
  if (encryptionPassphrase === '')
    throw new OptionsError(
      '--encryption-passphrase-file begins with an empty line; write the passphrase there.',
    )
  if (encryptionPassphrase !== undefined && dataDir === undefined) {
    throw new OptionsError(
      '--encryption-passphrase-file encrypts keys in a data folder, and nothing is kept in one; give --data-dir.',
    )
  }
  if (signingCa !== undefined && Object.keys(signerCas ?? {}).length > 0)
    throw new OptionsError(MIXED_SIGNING)
}

/** Fills the defaults. Throws OptionsError for the first value that cannot be used. */
export const validateOptions = (options: ServerOptions): ValidOptions => {
  const { dataDir, encryptionPassphrase, ca, signingCa, signerCas, clientCa, files } = options
  const valid = {
    host: used('host', options.host),
    advertiseAddress: used('advertise-address', options.advertiseAddress),
    tlsSan: used('tls-san', options.tlsSan),
    port: used('port', options.port),
    insecurePort: used('insecure-port', options.insecurePort),
    dataDir: dataDir === undefined ? undefined : used('data-dir', dataDir),
    encryptionPassphrase,
    clusterSigningSeconds: used('cluster-signing-duration', options.clusterSigningDuration),
    signerDelaySeconds: used('signer-delay', options.signerDelay),
    podCertificateSigner: used('pod-certificate-signer', options.podCertificateSigner),
    release: chosenRelease(
      used('kubernetes-version', options.kubernetesVersion),
      used('feature-gates', options.featureGates),
    ),
    runtimeConfig: used('runtime-config', options.runtimeConfig),
    maxRequestsInflight: used('max-requests-inflight', options.maxRequestsInflight),
    maxMutatingRequestsInflight: used(
      'max-mutating-requests-inflight',
      options.maxMutatingRequestsInflight,
    ),
    requestTimeoutSeconds: used('request-timeout', options.requestTimeout),
    logLevel: used('log-level', options.logLevel),
    audit: auditOf({
      log: used('audit-log', options.auditLog),
      level: used('audit-level', options.auditLevel),
      policy: options.auditPolicy,
      policyFile: files?.['audit-policy-file'],
    }),
    hints: used('hints', options.hints),
    management: options.management ?? true,
    caKeyType: options.caKeyType ?? 'rsa2048',
  }
  refuseContradictions(options)
  return {
    ...valid,
    flags: flagValues({ ...options }),
    authorities: {
      ...(ca && { ca }),
      ...(signingCa && { signingCa }),
      ...(signerCas && { signerCas }),
      ...(clientCa !== undefined && { clientCa }),
      ...(files && { files }),
    },
  }
}
