/** `certificates.k8s.io/v1` on the wire, fields in the order of Go's structs, and what everybody asks of a request. */
import type { KubeObject } from '../meta.ts'

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
