import type { BuiltInSigner } from '../ca/signers.ts'

/** A CA of one's own, as PEM texts. */
export interface AuthorityPem {
  /** exactly one certificate, that of a CA */
  readonly certificate: string
  /** PKCS #1, SEC 1 or PKCS #8, encrypted or not */
  readonly key: string
  /** of an encrypted key */
  readonly passphrase?: string
}

/** The CAs that the cluster does not make itself. */
export interface ClusterAuthorities {
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
}

/** Where the CAs come from that the cluster does not make itself. */
export interface AuthorityOptions extends ClusterAuthorities {
  /** the file that each of these texts came from, by flag without dashes, for error messages */
  readonly files?: Readonly<Record<string, string>>
}
