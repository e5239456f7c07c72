import {
  KUBE_APISERVER_CLIENT_KUBELET_SIGNER,
  KUBE_APISERVER_CLIENT_SIGNER,
  KUBELET_SERVING_SIGNER,
  LEGACY_UNKNOWN_SIGNER,
} from '../api/certificates.ts'
import type { CertificateRequest } from './csr.ts'

/** The signers that the cluster runs itself. */
export const BUILT_IN_SIGNERS = [
  KUBE_APISERVER_CLIENT_SIGNER,
  KUBE_APISERVER_CLIENT_KUBELET_SIGNER,
  KUBELET_SERVING_SIGNER,
  LEGACY_UNKNOWN_SIGNER,
] as const

export type BuiltInSigner = (typeof BUILT_IN_SIGNERS)[number]

/**
 * What a signer asks of a request. Returns why it will not sign, in the real signer's words, or undefined.
 *
 * @param usages `spec.usages`
 */
export type SignerCheck = (
  request: CertificateRequest,
  usages: readonly string[],
) => string | undefined

const NODE_PREFIX = 'system:node:'

/** The usages are these, key encipherment being optional; order and repetition do not count. */
const usagesAre = (usages: readonly string[], required: readonly string[]): boolean =>
  required.every((usage) => usages.includes(usage)) &&
  usages.every((usage) => required.includes(usage) || usage === 'key encipherment')

const organizationProblem = ({
  subject: { organizations },
}: CertificateRequest): string | undefined =>
  organizations.length === 1 && organizations[0] === 'system:nodes'
    ? undefined
    : 'subject organization is not system:nodes'

const commonNameProblem = ({ subject: { commonName } }: CertificateRequest): string | undefined =>
  commonName.startsWith(NODE_PREFIX)
    ? undefined
    : `subject common name does not begin with ${NODE_PREFIX}`

/** A kubelet's serving certificate (`ValidateKubeletServingCSR`). */
export const kubeletServingProblem: SignerCheck = (request, usages) => {
  const { dns, ip, email, uri } = request.sans
  const organization = organizationProblem(request)
  if (organization) return organization
  if (dns.length + ip.length === 0) return 'DNS or IP subjectAltName is required'
  if (email.length > 0) return 'Email subjectAltNames are not allowed'
  if (uri.length > 0) return 'URI subjectAltNames are not allowed'
  if (!usagesAre(usages, ['digital signature', 'server auth'])) {
    return 'usages did not match [digital signature key encipherment server auth]'
  }
  return commonNameProblem(request)
}

/** A kubelet's client certificate (`ValidateKubeletClientCSR`). */
export const kubeletClientProblem: SignerCheck = (request, usages) => {
  const { dns, ip, email, uri } = request.sans
  const organization = organizationProblem(request)
  if (organization) return organization
  if (dns.length > 0) return 'DNS subjectAltNames are not allowed'
  if (email.length > 0) return 'Email subjectAltNames are not allowed'
  if (ip.length > 0) return 'IP subjectAltNames are not allowed'
  if (uri.length > 0) return 'URI subjectAltNames are not allowed'
  const commonName = commonNameProblem(request)
  if (commonName) return commonName
  return usagesAre(usages, ['client auth', 'digital signature'])
    ? undefined
    : 'usages did not match [client auth digital signature key encipherment]'
}

const CLIENT_USAGES = new Set(['client auth', 'digital signature', 'key encipherment'])

/** Any client of the API server: only the usages are looked at. */
const clientProblem: SignerCheck = (_request, usages) => {
  const other = usages.find((usage) => !CLIENT_USAGES.has(usage))
  if (other !== undefined) return `invalid usage for client certificate: ${other}`
  return usages.includes('client auth')
    ? undefined
    : 'missing required usage for client certificate: client auth'
}

const CHECKS: Record<BuiltInSigner, SignerCheck> = {
  [KUBE_APISERVER_CLIENT_SIGNER]: clientProblem,
  [KUBE_APISERVER_CLIENT_KUBELET_SIGNER]: kubeletClientProblem,
  [KUBELET_SERVING_SIGNER]: kubeletServingProblem,
  [LEGACY_UNKNOWN_SIGNER]: () => undefined,
}

/** The rules of a built-in signer. */
export const signerCheck = (signerName: BuiltInSigner): SignerCheck => CHECKS[signerName]
