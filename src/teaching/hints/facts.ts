/** What is known at the moment when a hint may be given. */
import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import type { ClientCertificateReason } from '../../ca/client-certificate-error.ts'
import type { CertificateRequest } from '../../ca/csr.ts'
import type { ReadAdviceFacts, RefusedAdviceFacts } from '../../apiserver/extensions.ts'
import type { Binding } from '../../apiserver/authz/subject-index.ts'
import type { ClusterView } from './cluster.ts'

/** A request is created: nothing of it has been checked yet. */
export interface CreateFacts {
  readonly cluster: ClusterView
  readonly user: UserInfo
  /** '' while a generated name is not known */
  readonly name: string
  /** false: a manifest that is only looked at, or a dry run, so that there is nothing to delete and send again */
  readonly sent: boolean
  /** as it was sent */
  readonly csr: CertificateSigningRequest
  /** the PKCS #10 request inside; undefined when it cannot be read or its signature is wrong */
  readonly request: CertificateRequest | undefined
  /** the request that has this name already */
  readonly existing: CertificateSigningRequest | undefined
}

/** A request is changed, as a whole or through /approval. */
export interface ChangeFacts {
  readonly cluster: ClusterView
  readonly user: UserInfo
  readonly name: string
  readonly sent: CertificateSigningRequest
  readonly stored: CertificateSigningRequest
  /** the PKCS #10 request inside the stored one; undefined when it cannot be read */
  readonly request: CertificateRequest | undefined
}

/** A binding was made, and nobody has refused it. */
export interface BindFacts {
  readonly cluster: ClusterView
  readonly user: UserInfo
  readonly binding: Binding
}

export interface DeleteFacts {
  readonly cluster: ClusterView
  readonly user: UserInfo
  readonly name: string
  readonly stored: CertificateSigningRequest
  /** end of its certificate, milliseconds since the epoch; undefined when it has none */
  readonly certificateEnds: number | undefined
}

/** One request was read. */
export interface ReadFacts extends ReadAdviceFacts {
  readonly cluster: ClusterView
}

/** A request of a known user was refused. */
export interface RefusedFacts extends RefusedAdviceFacts {
  readonly cluster: ClusterView
}

/** Nobody the server knows: 401. */
export interface LoginFacts {
  readonly cluster: ClusterView
  readonly hasToken: boolean
  /** undefined when the client showed none */
  readonly certificate: ShownCertificate | undefined
}

export interface ShownCertificate {
  readonly commonName: string
  readonly organizations: readonly string[]
  /** milliseconds since the epoch */
  readonly notBefore: number
  readonly notAfter: number
  readonly issuer: string
  /** why it does not count; undefined when it does */
  readonly problem: ClientCertificateReason | undefined
  /** the issuer has the name of this cluster's CA */
  readonly sameIssuerName: boolean
}
