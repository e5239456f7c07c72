/** What the table of options says of one of them. */
import type { BuiltInSigner } from '../ca/signers.ts'
import type { AuthorityPem } from './authority-options.ts'
import type { Parser } from './option-parsers.ts'

/** What is made of the file that a flag names. */
export interface FileUse {
  /** `documents`: it may be a folder of files */
  readonly holds: 'bytes' | 'text' | 'first line' | 'documents'
  /** whether what is no path, since it begins with `[` or `{`, stands for what would be in the file */
  readonly inline?: boolean
  /** an option of a program, or a part of a CA */
  readonly becomes:
    | 'clientCa'
    | 'auditPolicy'
    | 'autoApprove'
    | 'encryptionPassphrase'
    | 'etcdCa'
    | 'etcdCertificate'
    | 'etcdKey'
    | 'populate'
    | { readonly authority: 'ca' | 'signingCa' | BuiltInSigner; readonly part: keyof AuthorityPem }
}

/** T: what an option is given as; V: what is used of it */
export interface Flag<T = unknown, V = unknown> {
  readonly help: string
  /** undefined: a switch, or a file */
  readonly parser?: Parser<T, V>
  /** for a program that says nothing */
  readonly default?: NonNullable<T>
  /** for a command line that says nothing; default: {@link default} */
  readonly usual?: NonNullable<T>
  /** what stands behind it in the help; default: {@link usual} */
  readonly value?: string
  readonly file?: FileUse
}
