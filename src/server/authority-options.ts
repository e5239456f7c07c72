import type { BuiltInSigner } from '../ca/signers.ts'

/** A CA that the user gives, in PEM. */
export interface AuthorityPem {
  /** exactly one CA certificate */
  readonly certificate: string
  /** PKCS #1, SEC 1 or PKCS #8, encrypted or not */
  readonly key: string
  /** for an encrypted key */
  readonly passphrase?: string
}

/** CAs that the cluster does not make itself. */
export interface ClusterAuthorities {
  /** the root CA; default: a new CA */
  readonly ca?: AuthorityPem
  /** the CA of all four signers; default: the root CA */
  readonly signingCa?: AuthorityPem
  /** CAs of single signers, instead of `signingCa`; other signers do not run */
  readonly signerCas?: Readonly<Partial<Record<BuiltInSigner, AuthorityPem>>>
  /** CAs of client certificates besides the root CA, PEM; default: CAs of the two client signers */
  readonly clientCa?: string
}

export interface AuthorityOptions extends ClusterAuthorities {
  /** the files of these texts, by flag without dashes, for error messages */
  readonly files?: Readonly<Record<string, string>>
}
