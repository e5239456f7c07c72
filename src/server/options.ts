/** Pure: reads neither the environment nor files. */
import type { Clock } from '../apimachinery/clock.ts'
import type { Entropy } from '../apimachinery/entropy.ts'
import type { Release } from '../apimachinery/release/release.ts'
import type { KeyType } from '../ca/keys.ts'
import type { Rule } from '../testing/approvers/rule.ts'
import { autoApproveOf } from './auto-approve.ts'
import { type AuditOptions, auditOf } from './audit-options.ts'
import type { AuthorityOptions, ClusterOptions } from './cluster-options.ts'
import { type EtcdFlagOptions, etcdOf, type ValidEtcd } from './etcd-options.ts'
import { flagValues } from './flag-values.ts'
import { FLAG_LIST, FLAGS, optionName } from './flags.ts'
import type { Parser } from './option-parsers.ts'
import { OptionsError } from './options-error.ts'
import { populateOf, type PopulateFiles } from './populate.ts'
import { chosenRelease } from './release.ts'

export type { AuditOptions } from './audit-options.ts'
export type { AuthorityOptions, AuthorityPem, LogLevel } from './cluster-options.ts'
export { OptionsError } from './options-error.ts'

/** kube-controller-manager's error if both `signingCa` and `signerCas` are given. */
const MIXED_SIGNING =
  'cannot specify --cluster-signing-{cert,key}-file and other --cluster-signing-*-file flags at the same time'

type Camel<S extends string> = S extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : S

type Table = typeof FLAGS

/** Flags whose value is not in a file. */
type FlagName = {
  [N in keyof Table]: Table[N] extends { readonly file: object } ? never : N
}[keyof Table]

/** A flag without a parser is a switch. */
type GivenValue<F> = F extends { readonly parser: Parser<infer T, infer _V> } ? T : boolean

type ValidValue<F> = F extends { readonly parser: Parser<infer _T, infer V> }
  ? F extends { readonly default: unknown }
    ? V
    : V | undefined
  : boolean

type GivenFlags = { readonly [N in FlagName as Camel<N>]?: GivenValue<Table[N]> | undefined }

type ValidFlags = { readonly [N in FlagName as Camel<N>]: ValidValue<Table[N]> }

/** `FLAGS` describes the options that have a flag. */
export interface ServerOptions
  extends
    ClusterOptions,
    AuthorityOptions,
    EtcdFlagOptions,
    Omit<GivenFlags, keyof ClusterOptions | keyof EtcdFlagOptions> {
  /** real time, as clients see it; default: a clock given as `clock`, else the system's */
  readonly realTime?: Clock
  /** default: the system's */
  readonly entropy?: Entropy
}

/** Durations are in seconds. */
export interface ValidOptions extends Omit<ValidFlags, 'populate'> {
  readonly encryptionPassphrase: string | undefined
  /** undefined: objects are stored in the data folder or in memory, not in etcd */
  readonly etcd: ValidEtcd | undefined
  readonly autoApprove: readonly Rule[]
  readonly populate: PopulateFiles
  readonly release: Release
  readonly audit: AuditOptions | undefined
  readonly caKeyType: KeyType
  readonly authorities: AuthorityOptions
  /** values by flag, for `/flagz` */
  readonly flags: Readonly<Record<string, string>>
}

const validFlags = (options: ServerOptions): ValidFlags => {
  const given: Readonly<Record<string, unknown>> = { ...options }
  const entries = FLAG_LIST.flatMap(([name, { parser, file, default: usual }]) => {
    if (file !== undefined) return []
    const option = optionName(name)
    const value = given[option] ?? usual
    return [[option, parser === undefined ? (value ?? false) : parser.use(`--${name}`, value)]]
  })
  return Object.fromEntries(entries) as ValidFlags
}

const refuseContradictions = (options: ServerOptions): void => {
  const { port = 0, insecurePort, dataDir, encryptionPassphrase, signingCa, signerCas } = options
  if (port !== 0 && insecurePort === port) {
    throw new OptionsError(
      `--port and --insecure-port are both ${port}; plain HTTP needs another port.`,
    )
  }
  if (encryptionPassphrase === '')
    throw new OptionsError(
      '--encryption-passphrase-file starts with an empty line; write the passphrase there.',
    )
  const isKept = dataDir !== undefined || (options.etcdServers ?? []).length > 0
  if (encryptionPassphrase !== undefined && !isKept) {
    throw new OptionsError(
      '--encryption-passphrase-file needs --data-dir or a cluster in etcd: it encrypts stored keys.',
    )
  }
  if (signingCa !== undefined && Object.keys(signerCas ?? {}).length > 0)
    throw new OptionsError(MIXED_SIGNING)
}

/** Validates options, and fills in defaults. Throws OptionsError. */
export const validateOptions = (options: ServerOptions): ValidOptions => {
  const { encryptionPassphrase, ca, signingCa, signerCas, clientCa, files } = options
  const flags = validFlags(options)
  const valid = {
    ...flags,
    encryptionPassphrase,
    etcd: etcdOf(options, flags.etcdServers, flags.etcdPrefix, encryptionPassphrase),
    autoApprove: autoApproveOf(options.autoApprove, files?.['auto-approve']),
    populate: populateOf(options.populate),
    release: chosenRelease(flags.kubernetesVersion, flags.featureGates),
    audit: auditOf(options, flags),
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
