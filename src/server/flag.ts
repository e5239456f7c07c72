import type { BuiltInSigner } from '../ca/signers.ts'
import type { AuthorityPem } from './cluster-options.ts'
import type { Parser } from './option-parsers.ts'

/** An option that holds the content of a file. */
export type FileOption =
  | 'clientCa'
  | 'auditPolicy'
  | 'autoApprove'
  | 'encryptionPassphrase'
  | 'etcdCa'
  | 'etcdCertificate'
  | 'etcdKey'
  | 'populate'

/** How the file that a flag names is used. */
export interface FileUse {
  /** `documents`: a folder of files is allowed */
  readonly holds: 'bytes' | 'text' | 'first line' | 'documents'
  /** whether a value that starts with `[` or `{` is the content itself */
  readonly inline?: boolean
  /** the option that it sets, or the part of a CA */
  readonly becomes:
    | FileOption
    | { readonly authority: 'ca' | 'signingCa' | BuiltInSigner; readonly part: keyof AuthorityPem }
}

/** T: type of the given value; V: type of the validated value */
export interface Flag<T = unknown, V = unknown> {
  readonly help: string
  /** undefined: a switch, or a file */
  readonly parser?: Parser<T, V>
  /** default in programs */
  readonly default?: NonNullable<T>
  /** default on the command line, if it differs from {@link default} */
  readonly usual?: NonNullable<T>
  /** placeholder in the help; undefined: the default is shown */
  readonly value?: string
  readonly file?: FileUse
}
