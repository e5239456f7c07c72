import {
  KUBE_APISERVER_CLIENT_KUBELET_SIGNER,
  KUBELET_SERVING_SIGNER,
} from '../../apis/certificates.ts'

interface SignerUsages {
  readonly purpose: string
  readonly usages: readonly string[]
}

const CLIENT: SignerUsages = { purpose: 'a client of the API server', usages: ['client auth'] }

const OTHERS: Readonly<Record<string, SignerUsages>> = {
  [KUBE_APISERVER_CLIENT_KUBELET_SIGNER]: {
    purpose: "a kubelet's client",
    usages: ['digital signature', 'key encipherment', 'client auth'],
  },
  [KUBELET_SERVING_SIGNER]: {
    purpose: "a kubelet's server",
    usages: ['digital signature', 'key encipherment', 'server auth'],
  },
}

/** Unknown signers count as the client signer. */
export const usagesFor = (signerName: string | undefined): SignerUsages =>
  OTHERS[signerName ?? ''] ?? CLIENT

/** `usages: ["client auth"]` */
export const usagesText = (signerName: string | undefined): string =>
  `usages: [${usagesFor(signerName)
    .usages.map((usage) => JSON.stringify(usage))
    .join(', ')}]`
