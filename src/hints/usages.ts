import {
  KUBE_APISERVER_CLIENT_KUBELET_SIGNER,
  KUBELET_SERVING_SIGNER,
} from '../api/certificates.ts'

const KUBELET = 'usages: ["digital signature", "key encipherment", "client auth"]'
const SERVING = 'usages: ["digital signature", "key encipherment", "server auth"]'

/** What to write under `usages` for a signer; the client signer's when it is none of the others. */
export const usagesFor = (signerName: string | undefined): string => {
  if (signerName === KUBE_APISERVER_CLIENT_KUBELET_SIGNER)
    return `for a kubelet's client, write ${KUBELET}.`
  if (signerName === KUBELET_SERVING_SIGNER) return `for a kubelet's server, write ${SERVING}.`
  return 'for a client of the API server, write usages: ["client auth"].'
}
