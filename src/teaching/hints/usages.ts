import {
  KUBE_APISERVER_CLIENT_KUBELET_SIGNER,
  KUBELET_SERVING_SIGNER,
} from '../../apis/certificates.ts'

interface SignerUsages {
  /** whom the signer is for */
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

/** What belongs under `usages` for a signer; the client signer's when it is none of the others. */
export const usagesFor = (signerName: string | undefined): SignerUsages =>
  OTHERS[signerName ?? ''] ?? CLIENT

/** `usages: ["client auth"]`, as it stands in a manifest. */
export const usagesText = (signerName: string | undefined): string =>
  `usages: [${usagesFor(signerName)
    .usages.map((usage) => JSON.stringify(usage))
    .join(', ')}]`
