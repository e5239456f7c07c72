/** Everything that can be configured, validated once. Pure: reads neither the environment nor files. */
import type { Clock } from '../apimachinery/clock.ts'
import type { Entropy } from '../apimachinery/entropy.ts'
import type { KeyType } from '../ca/keys.ts'
import type { HintForm } from '../teaching/hints/hint.ts'
import type { Release } from '../apimachinery/release/release.ts'
import type { Rule } from '../testing/approvers/rule.ts'
import { autoApproveOf } from './auto-approve.ts'
import { type AuditOptions, auditOf } from './audit-options.ts'
import type { AuthorityOptions } from './authority-options.ts'
import type { ClusterOptions, LogLevel } from './cluster-options.ts'
import { type EtcdOptions, etcdOf, type ValidEtcd } from './etcd-options.ts'
import type { Flag } from './flag.ts'
import { flagValues } from './flag-values.ts'
import { FLAGS } from './flags.ts'
import type { Parser } from './option-parsers.ts'
import { OptionsError } from './options-error.ts'
import { populateOf, type PopulateFiles } from './populate.ts'
import { chosenRelease } from './release.ts'

export type { AuditOptions } from './audit-options.ts'
export type { AuthorityOptions, AuthorityPem } from './authority-options.ts'
export type { LogLevel } from './cluster-options.ts'
export { OptionsError } from './options-error.ts'

/** kube-controller-manager's words for `signingCa` and `signerCas` together. */
export const MIXED_SIGNING =
  'cannot specify --cluster-signing-{cert,key}-file and other --cluster-signing-*-file flags at the same time'

/** The same for a server, and what a program need not choose. */
export interface ServerOptions extends ClusterOptions, AuthorityOptions, EtcdOptions {
  /** a port of 127.0.0.1 for plain HTTP, 0 takes a free one; default: none */
  readonly insecurePort?: number | undefined
  /** opens the page at the start; default: when somebody asks for it */
  readonly ui?: boolean
  /** a port of 127.0.0.1 for the page, 0 takes a free one; default 0 */
  readonly uiPort?: number
  /** nothing can be changed from the page; default false */
  readonly uiReadOnly?: boolean
  /** how many requests that only read are answered at a time, those of system:masters and watches apart; 0: any; default 400 */
  readonly maxRequestsInflight?: number
  /** how many other requests are answered at a time; 0: any; default 200 */
  readonly maxMutatingRequestsInflight?: number
  /** how long a request may take that is no watch, as a Go duration; default 1m0s */
  readonly requestTimeout?: string
  /**
   * how long a server still answers when it is closed, though `/readyz` says no, so that a balancer leaves it before its clients are
   * told to; as a Go duration; default 0s
   */
  readonly shutdownDelayDuration?: string
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
  readonly ui: boolean
  readonly uiPort: number
  readonly uiReadOnly: boolean
  readonly dataDir: string | undefined
  readonly encryptionPassphrase: string | undefined
  /** undefined: the data folder keeps it, or nobody does */
  readonly etcd: ValidEtcd | undefined
  readonly clusterSigningSeconds: number
  readonly signerDelaySeconds: number
  readonly podCertificateSigner: string | undefined
  readonly autoApprove: readonly Rule[]
  readonly populate: PopulateFiles
  readonly release: Release
  readonly runtimeConfig: Readonly<Record<string, boolean>>
  readonly maxRequestsInflight: number
  readonly maxMutatingRequestsInflight: number
  readonly requestTimeoutSeconds: number
  readonly shutdownDelaySeconds: number
  readonly logLevel: LogLevel
  readonly audit: AuditOptions | undefined
  /** undefined: none */
  readonly hints: HintForm | undefined
  readonly management: boolean
  readonly seed: number | undefined
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
  const isKept = dataDir !== undefined || (options.etcdServers ?? []).length > 0
  if (encryptionPassphrase !== undefined && !isKept) {
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
    ui: options.ui ?? false,
    uiPort: used('ui-port', options.uiPort),
    uiReadOnly: options.uiReadOnly ?? false,
    dataDir: dataDir === undefined ? undefined : used('data-dir', dataDir),
    encryptionPassphrase,
    etcd: etcdOf(
      options,
      used('etcd-servers', options.etcdServers),
      used('etcd-prefix', options.etcdPrefix),
      encryptionPassphrase,
    ),
    clusterSigningSeconds: used('cluster-signing-duration', options.clusterSigningDuration),
    signerDelaySeconds: used('signer-delay', options.signerDelay),
    podCertificateSigner: used('pod-certificate-signer', options.podCertificateSigner),
    autoApprove: autoApproveOf(options.autoApprove, files?.['auto-approve']),
    populate: populateOf(options.populate),
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
    shutdownDelaySeconds: used('shutdown-delay-duration', options.shutdownDelayDuration),
    logLevel: used('log-level', options.logLevel),
    audit: auditOf({
      log: used('audit-log', options.auditLog),
      level: used('audit-level', options.auditLevel),
      policy: options.auditPolicy,
      policyFile: files?.['audit-policy-file'],
    }),
    hints: used('hints', options.hints),
    management: options.management ?? true,
    seed: used('seed', options.seed),
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
