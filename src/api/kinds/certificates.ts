/** `certificates.k8s.io/v1` on the wire, fields in the order of Go's structs, and what everybody asks of a request. */
import type { KubeObject, StringMap } from '../meta.ts'

export const CERTIFICATES_GROUP = 'certificates.k8s.io'

export const KUBE_APISERVER_CLIENT_SIGNER = 'kubernetes.io/kube-apiserver-client'
export const KUBE_APISERVER_CLIENT_KUBELET_SIGNER = 'kubernetes.io/kube-apiserver-client-kubelet'
export const KUBELET_SERVING_SIGNER = 'kubernetes.io/kubelet-serving'
export const LEGACY_UNKNOWN_SIGNER = 'kubernetes.io/legacy-unknown'

/** All that a certificate may be asked for, sorted as error texts list it. */
export const KEY_USAGES = [
  'any',
  'cert sign',
  'client auth',
  'code signing',
  'content commitment',
  'crl sign',
  'data encipherment',
  'decipher only',
  'digital signature',
  'email protection',
  'encipher only',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'key agreement',
  'key encipherment',
  'microsoft sgc',
  'netscape sgc',
  'ocsp signing',
  's/mime',
  'server auth',
  'signing',
  'timestamping',
] as const

export type KeyUsage = (typeof KEY_USAGES)[number]

export interface CertificateSigningRequestCondition {
  /** `Approved`, `Denied`, `Failed` or a word of the client's own */
  type: string
  status: string
  reason?: string
  message?: string
  /** RFC 3339; null when unset, never left out on the wire */
  lastUpdateTime?: string | null
  lastTransitionTime?: string | null
}

export interface CertificateSigningRequestSpec {
  /** base64 of the PEM text; null when the client sent none */
  request: string | null
  signerName: string
  expirationSeconds?: number
  usages?: string[]
  username?: string
  uid?: string
  groups?: string[]
  /** no prototype: keys are the client's */
  extra?: Record<string, string[]>
}

export interface CertificateSigningRequestStatus {
  conditions?: CertificateSigningRequestCondition[]
  /** base64 of the PEM text */
  certificate?: string
}

export interface CertificateSigningRequest extends KubeObject {
  spec: CertificateSigningRequestSpec
  status: CertificateSigningRequestStatus
}

export interface ClusterTrustBundle extends KubeObject {
  spec: {
    signerName?: string
    /** PEM text, not base64 */
    trustBundle: string
  }
}

/** A metav1.Condition. */
export interface Condition {
  type: string
  status: string
  observedGeneration?: number
  /** RFC 3339; null when unset */
  lastTransitionTime: string | null
  reason: string
  message: string
}

export interface PodCertificateRequestSpec {
  signerName: string
  podName: string
  podUID: string
  serviceAccountName: string
  serviceAccountUID: string
  nodeName: string
  nodeUID: string
  maxExpirationSeconds?: number
  /** base64 of a SubjectPublicKeyInfo; not in v1 */
  pkixPublicKey?: string | null
  /** base64 of a signature of the pod's UID with that key; not in v1 */
  proofOfPossession?: string | null
  unverifiedUserAnnotations?: StringMap
  /** base64 of a PKCS #10 request in DER, not PEM */
  stubPKCS10Request?: string | null
}

export interface PodCertificateRequestStatus {
  conditions?: Condition[]
  /** PEM text, not base64 */
  certificateChain?: string
  /** RFC 3339 */
  notBefore?: string
  beginRefreshAt?: string
  notAfter?: string
}

export interface PodCertificateRequest extends KubeObject {
  spec: PodCertificateRequestSpec
  status: PodCertificateRequestStatus
}

type HasConditions = Pick<CertificateSigningRequest, 'status'>

/** The conditions of one type, in their order. */
export const conditionsOf = (
  { status }: HasConditions,
  type: string,
): CertificateSigningRequestCondition[] =>
  (status.conditions ?? []).filter((condition) => condition.type === type)

const hasCondition = ({ status }: HasConditions, type: string): boolean =>
  status.conditions?.some((condition) => condition.type === type) ?? false

/** A Denied condition, whatever its status. */
export const isDenied = (request: HasConditions): boolean => hasCondition(request, 'Denied')

/** An Approved condition, whatever its status, and no Denied one. */
export const isApproved = (request: HasConditions): boolean =>
  hasCondition(request, 'Approved') && !isDenied(request)

/** A Failed condition whose status is True or was never given. */
export const hasFailed = (request: HasConditions): boolean =>
  conditionsOf(request, 'Failed').some(({ status }) => status === 'True' || status === '')
