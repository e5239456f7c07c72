import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import type { ClientCertificateReason } from '../../ca/verify.ts'
import type { CertificateRequest } from '../../ca/request.ts'
import type { ReadAdviceFacts, RefusedAdviceFacts } from '../../apiserver/extensions.ts'
import type { Binding } from '../../apiserver/authz/subject-index.ts'
import type { HintCluster } from './cluster.ts'
import type { Hint } from './hint.ts'

interface WriteFacts {
  readonly cluster: HintCluster
  readonly user: UserInfo
}

/** A new CSR, which may be invalid. */
export interface CreateFacts extends WriteFacts {
  /** '' until a generated name is known */
  readonly name: string
  /** false if `kubectl replace` cannot work: on a dry run, with a generated name, in the doctor */
  readonly canReplace: boolean
  readonly csr: CertificateSigningRequest
  /** undefined if unreadable or its signature is invalid */
  readonly request: CertificateRequest | undefined
  readonly existing: CertificateSigningRequest | undefined
}

export interface ChangeFacts extends WriteFacts {
  readonly name: string
  readonly sent: CertificateSigningRequest
  readonly stored: CertificateSigningRequest
}

export interface BindFacts extends WriteFacts {
  readonly binding: Binding
}

export interface DeleteFacts extends WriteFacts {
  readonly name: string
  readonly stored: CertificateSigningRequest
  /** milliseconds since the epoch */
  readonly certificateEnds: number | undefined
}

export interface ReadFacts extends ReadAdviceFacts {
  readonly cluster: HintCluster
}

export interface RefusedFacts extends RefusedAdviceFacts {
  readonly cluster: HintCluster
}

export interface LoginFacts {
  readonly cluster: HintCluster
  readonly hasToken: boolean
  /** undefined if not sent, or unreadable */
  readonly certificate: ShownCertificate | undefined
}

export interface ShownCertificate {
  readonly commonName: string
  readonly organizations: readonly string[]
  /** milliseconds since the epoch */
  readonly notBefore: number
  readonly notAfter: number
  readonly issuer: string
  readonly problem: ClientCertificateReason | undefined
  /** whether the issuer has the name of this cluster's CA */
  readonly sameIssuerName: boolean
}

export type CreateHint = Hint<CreateFacts>
export type ChangeHint = Hint<ChangeFacts>
export type BindHint = Hint<BindFacts>
export type DeleteHint = Hint<DeleteFacts>
export type ReadHint = Hint<ReadFacts>
export type RefusedHint = Hint<RefusedFacts>
export type LoginHint = Hint<LoginFacts>
