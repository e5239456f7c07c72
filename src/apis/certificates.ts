/** Kinds of `certificates.k8s.io/v1`, and predicates on requests. */
import type * as v1 from './generated/certificates.d.ts'

export type * from './generated/certificates.d.ts'
export type { Condition } from './generated/meta.d.ts'

export const CERTIFICATES_GROUP = 'certificates.k8s.io'

export const KUBE_APISERVER_CLIENT_SIGNER = 'kubernetes.io/kube-apiserver-client'
export const KUBE_APISERVER_CLIENT_KUBELET_SIGNER = 'kubernetes.io/kube-apiserver-client-kubelet'
export const KUBELET_SERVING_SIGNER = 'kubernetes.io/kubelet-serving'
export const LEGACY_UNKNOWN_SIGNER = 'kubernetes.io/legacy-unknown'

/** The stored spec, like that of v1beta1, has `pkixPublicKey` or `stubPKCS10Request`. */
export interface PodCertificateRequestSpec extends Omit<
  v1.PodCertificateRequestSpec,
  'stubPKCS10Request'
> {
  /** base64 of a SubjectPublicKeyInfo */
  pkixPublicKey?: string | null
  /** base64 of a signature of the pod's UID, made with the private key */
  proofOfPossession?: string | null
  /** base64 of a PKCS #10 request in DER, not PEM */
  stubPKCS10Request?: string | null
}

export interface PodCertificateRequest extends Omit<v1.PodCertificateRequest, 'spec'> {
  spec: PodCertificateRequestSpec
}

type HasConditions = Pick<v1.CertificateSigningRequest, 'status'>

export const conditionsOf = (
  { status }: HasConditions,
  type: string,
): v1.CertificateSigningRequestCondition[] =>
  (status.conditions ?? []).filter((condition) => condition.type === type)

/** The condition Denied may have any status. */
export const isDenied = (request: HasConditions): boolean =>
  conditionsOf(request, 'Denied').length > 0

/** The condition Approved may have any status. */
export const isApproved = (request: HasConditions): boolean =>
  conditionsOf(request, 'Approved').length > 0 && !isDenied(request)

/** The condition Failed has status True or ''. */
export const hasFailed = (request: HasConditions): boolean =>
  conditionsOf(request, 'Failed').some(({ status }) => status === 'True' || status === '')
