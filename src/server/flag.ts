import type { BuiltInSigner } from '../ca/signers.ts'
import type { AuthorityPem } from './cluster-options.ts'
import type { Parser } from './option-parsers.ts'

export type FileOption =
  | 'clientCa'
  | 'auditPolicy'
  | 'autoApprove'
  | 'encryptionPassphrase'
  | 'etcdCa'
  | 'etcdCertificate'
  | 'etcdKey'
  | 'populate'

export interface FileUse {
  /** `documents`: the path may also be that of a folder of files */
  readonly holds: 'bytes' | 'text' | 'first line' | 'documents'
  /** whether a value that starts with `[` or `{` is the content, not a path */
  readonly inline?: boolean
  /** the option that the file sets, or the part of a CA that the file holds */
  readonly becomes:
    | FileOption
    | { readonly authority: 'ca' | 'signingCa' | BuiltInSigner; readonly part: keyof AuthorityPem }
}

/** T: given value; V: validated value */
export interface Flag<T = unknown, V = unknown> {
  readonly help: string
  /** undefined: the flag is a switch, or its value is a path */
  readonly parser?: Parser<T, V>
  /** default in programs, and on the command line unless `usual` is set */
  readonly default?: NonNullable<T>
  /** default on the command line, if different */
  readonly usual?: NonNullable<T>
  /** placeholder in the help; undefined: the default is shown */
  readonly value?: string
  readonly file?: FileUse
}
