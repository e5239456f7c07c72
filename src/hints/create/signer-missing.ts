import type { CreateFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { PAGES } from '../pages.ts'

export const signerMissing: Hint<CreateFacts> = {
  id: 'signer-missing',
  page: PAGES.signers,
  says: ({ csr }) =>
    csr.spec.signerName === undefined || csr.spec.signerName === ''
      ? {
          text:
            'spec.signerName says who is to sign. For a user or a program that logs in to the API server, write ' +
            'kubernetes.io/kube-apiserver-client; for a node, kubernetes.io/kube-apiserver-client-kubelet; for the TLS port of a ' +
            'kubelet, kubernetes.io/kubelet-serving.',
        }
      : undefined,
}
