/** Everything that can be configured, validated once. Pure: reads neither the environment nor files. */
import { parseGoDuration } from '../api/duration.ts'
import type { GateSettings, Release } from '../release/release.ts'
import { DEFAULT_VERSION } from '../release/releases.ts'
import { OptionsError } from './options-error.ts'
import { chosenRelease } from './release.ts'
import type { Clock } from '../api/clock.ts'
import type { Entropy } from '../api/entropy.ts'
import { type Level, LEVELS } from '../audit/event.ts'
import { type Policy, policyOfLevel } from '../audit/policy.ts'
import { parsePolicy, PolicyError } from '../audit/policy-file.ts'
import type { KeyType } from '../ca/keys.ts'
import type { BuiltInSigner } from '../ca/signers.ts'

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'

const LOG_LEVELS: readonly LogLevel[] = [
  'fatal',
  'error',
  'warn',
  'info',
  'debug',
  'trace',
  'silent',
]

/** A CA of one's own, as PEM texts. */
export interface AuthorityPem {
  /** exactly one certificate, that of a CA */
  readonly certificate: string
  /** PKCS #1, SEC 1 or PKCS #8, encrypted or not */
  readonly key: string
  /** of an encrypted key */
  readonly passphrase?: string
}

/** Where the CAs come from that the cluster does not make itself. */
export interface AuthorityOptions {
  /** the root CA; default: one that is made for the cluster and kept in its data folder */
  readonly ca?: AuthorityPem
  /** the CA of all four signers; default: the root CA */
  readonly signingCa?: AuthorityPem
  /** CAs of single signers, in place of `signingCa`; a signer that is not named does not run */
  readonly signerCas?: Readonly<Partial<Record<BuiltInSigner, AuthorityPem>>>
  /**
   * certificates of the CAs that log clients in beside the root CA, PEM; default: those of the two signers that promise it,
   * kube-apiserver-client and kube-apiserver-client-kubelet
   */
  readonly clientCa?: string
  /** the file that each of these texts came from, by flag without dashes, for error messages */
  readonly files?: Readonly<Record<string, string>>
}

/** kube-controller-manager's words for its signers, as in `--cluster-signing-kubelet-client-cert-file`. */
export const SIGNER_FLAGS: Readonly<Record<BuiltInSigner, string>> = {
  'kubernetes.io/kubelet-serving': 'kubelet-serving',
  'kubernetes.io/kube-apiserver-client-kubelet': 'kubelet-client',
  'kubernetes.io/kube-apiserver-client': 'kube-apiserver-client',
  'kubernetes.io/legacy-unknown': 'legacy-unknown',
}

/** kube-controller-manager's words for `signingCa` and `signerCas` together. */
export const MIXED_SIGNING =
  'cannot specify --cluster-signing-{cert,key}-file and other --cluster-signing-*-file flags at the same time'

export interface ServerOptions extends AuthorityOptions {
  /** address to listen on; default 127.0.0.1 */
  readonly host?: string
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
  /** the Kubernetes that the cluster is: `v1.34` to `v1.37`, a patch level may follow; default v1.34.9 */
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
  /** explains mistakes in `Warning` headers and Events; default false in-process, true on the command line */
  readonly hints?: boolean
  /** key of a root CA that has to be made; default rsa2048 */
  readonly caKeyType?: KeyType
  /** default: the system's */
  readonly clock?: Clock
  /** default: the system's */
  readonly entropy?: Entropy
}

export interface AuditOptions {
  /** a path, or `-` */
  readonly log: string
  readonly policy: Policy
}

export interface ValidOptions {
  readonly host: string
  readonly port: number
  readonly insecurePort: number | undefined
  readonly dataDir: string | undefined
  readonly encryptionPassphrase: string | undefined
  readonly clusterSigningSeconds: number
  readonly signerDelaySeconds: number
  readonly release: Release
  readonly runtimeConfig: Readonly<Record<string, boolean>>
  readonly maxRequestsInflight: number
  readonly maxMutatingRequestsInflight: number
  readonly requestTimeoutSeconds: number
  readonly logLevel: LogLevel
  readonly audit: AuditOptions | undefined
  readonly hints: boolean
  readonly caKeyType: KeyType
  readonly authorities: AuthorityOptions
}

const secondsOf = (flag: string, text: string, example: string): number => {
  try {
    return parseGoDuration(text)
  } catch {
    throw new OptionsError(
      `--${flag} is ${JSON.stringify(text)}, which is no duration; write it like ${example}.`,
    )
  }
}

/** `example` is what the error shows. */
const durationOf = (flag: string, text: string, example: string): number => {
  const seconds = secondsOf(flag, text, example)
  if (seconds > 0) return seconds
  throw new OptionsError(`--${flag} is ${text}, but it must be longer than nothing.`)
}

const delayOf = (flag: string, text: string): number => {
  const seconds = secondsOf(flag, text, '10s or 1m')
  if (seconds >= 0) return seconds
  throw new OptionsError(`--${flag} is ${text}, but no signer can sign before the approval.`)
}

const countOf = (flag: string, count: number): number => {
  if (Number.isInteger(count) && count >= 0) return count
  throw new OptionsError(`--${flag} is ${count}, but it is a whole number; 0 is no limit.`)
}

const checkPort = (flag: string, port: number): void => {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return
  throw new OptionsError(
    `${flag} is ${port}, but a port is a whole number from 0 (any free one) to 65535.`,
  )
}

const auditOf = (options: ServerOptions): AuditOptions | undefined => {
  const { auditLog, auditLevel, auditPolicy, files } = options
  if (auditLog === undefined) {
    const given = auditLevel === undefined ? '--audit-policy-file' : '--audit-level'
    if (auditLevel === undefined && auditPolicy === undefined) return undefined
    throw new OptionsError(`${given} is given without --audit-log; name the file to write to.`)
  }
  if (auditPolicy === undefined) {
    if (auditLevel !== undefined && !LEVELS.includes(auditLevel)) {
      throw new OptionsError(
        `--audit-level is ${JSON.stringify(auditLevel)}; it is one of ${LEVELS.join(', ')}.`,
      )
    }
    return { log: auditLog, policy: policyOfLevel(auditLevel ?? 'Metadata') }
  }
  if (auditLevel !== undefined) {
    throw new OptionsError(
      '--audit-level and --audit-policy-file both say what is written; give one of the two.',
    )
  }
  try {
    return { log: auditLog, policy: parsePolicy(auditPolicy) }
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error
    const path = files?.['audit-policy-file']
    const name = path === undefined ? 'option auditPolicy' : `--audit-policy-file ${path}`
    throw new OptionsError(`${name}: ${error.message}.`)
  }
}

/** Fills the defaults. Throws OptionsError for the first value that cannot be used. */
export const validateOptions = (options: ServerOptions): ValidOptions => {
  const {
    host = '127.0.0.1',
    port = 0,
    insecurePort,
    dataDir,
    encryptionPassphrase,
    clusterSigningDuration = '8760h',
    signerDelay = '0s',
    kubernetesVersion = DEFAULT_VERSION,
    featureGates = {},
    runtimeConfig = {},
    maxRequestsInflight = 400,
    maxMutatingRequestsInflight = 200,
    requestTimeout = '1m0s',
    logLevel = 'silent',
    hints = false,
    caKeyType = 'rsa2048',
  } = options
  if (host === '')
    throw new OptionsError('--host is empty; name an address to listen on, such as 127.0.0.1.')
  checkPort('--port', port)
  if (insecurePort !== undefined) checkPort('--insecure-port', insecurePort)
  if (port !== 0 && insecurePort === port) {
    throw new OptionsError(
      `--port and --insecure-port are both ${port}; plain HTTP needs a port of its own.`,
    )
  }
  if (!LOG_LEVELS.includes(logLevel)) {
    throw new OptionsError(
      `--log-level is ${JSON.stringify(logLevel)}; it is one of ${LOG_LEVELS.join(', ')}.`,
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
  const { ca, signingCa, signerCas, clientCa, files } = options
  if (signingCa !== undefined && Object.keys(signerCas ?? {}).length > 0)
    throw new OptionsError(MIXED_SIGNING)
  return {
    authorities: {
      ...(ca && { ca }),
      ...(signingCa && { signingCa }),
      ...(signerCas && { signerCas }),
      ...(clientCa !== undefined && { clientCa }),
      ...(files && { files }),
    },
    host,
    port,
    insecurePort,
    dataDir,
    encryptionPassphrase,
    clusterSigningSeconds: durationOf(
      'cluster-signing-duration',
      clusterSigningDuration,
      '8760h or 30m',
    ),
    signerDelaySeconds: delayOf('signer-delay', signerDelay),
    release: chosenRelease(kubernetesVersion, featureGates),
    runtimeConfig,
    maxRequestsInflight: countOf('max-requests-inflight', maxRequestsInflight),
    maxMutatingRequestsInflight: countOf(
      'max-mutating-requests-inflight',
      maxMutatingRequestsInflight,
    ),
    requestTimeoutSeconds: durationOf('request-timeout', requestTimeout, '1m0s or 90s'),
    logLevel,
    audit: auditOf(options),
    hints,
    caKeyType,
  }
}
