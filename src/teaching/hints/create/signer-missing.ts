import { KUBE_APISERVER_CLIENT_SIGNER } from '../../../apis/certificates.ts'
import type { CreateHint } from '../facts.ts'
import { hasNoSpec } from './spec-missing.ts'

export const signerMissing: CreateHint = {
  id: 'signer-missing',
  page: 'signers',
  says: ({ csr }) =>
    (csr.spec.signerName ?? '') === '' && !hasNoSpec(csr)
      ? {
          text: `spec.signerName is missing: for clients of the API server, it is ${KUBE_APISERVER_CLIENT_SIGNER}.`,
          why:
            'For a node, it is kubernetes.io/kube-apiserver-client-kubelet; for the TLS port of a kubelet, ' +
            'kubernetes.io/kubelet-serving.',
        }
      : undefined,
}
