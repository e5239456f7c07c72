import { signerUnserved } from '../../../src/hints/accept/signer-unserved.ts'
import { KUBELET } from '../../fixtures/builders.ts'
import { clusterOf, creating } from '../facts.ts'
import { tells } from '../tells.ts'

const unserved = (signer: string): string => `no signer in this cluster handles ${signer}`
const MEND = 'Write that into the manifest, and send it again.'
const AGAIN = 'kubectl replace --force -f typo.yaml'
const WHY = 'An approved request stays Approved and never gets a certificate.'
const sending = (signerName: string) => creating('typo', { signerName })
const CLIENT = 'kubernetes.io/kube-apiserver-client'

tells(signerUnserved, 'signers', [
  ['one that runs', sending(CLIENT)],
  ['Kubernetes has this one too', sending('kubernetes.io/legacy-unknown')],
  [
    'one of Kubernetes that is misspelt',
    sending('kubernetes.io/kube-apiserver'),
    `${unserved('kubernetes.io/kube-apiserver')}. Did you mean ${CLIENT}? ${MEND}`,
    AGAIN,
    WHY,
  ],
  [
    'nobody else has signers there, so it is the nearest',
    sending('kubernetes.io/x'),
    `${unserved('kubernetes.io/x')}. Did you mean kubernetes.io/kubelet-serving? ${MEND}`,
    AGAIN,
    WHY,
  ],
  [
    'another domain that is nearly that',
    sending('kubernets.io/kubelet-serving'),
    `${unserved('kubernets.io/kubelet-serving')}. Did you mean kubernetes.io/kubelet-serving? ${MEND}`,
    AGAIN,
    WHY,
  ],
  [
    'one of your own',
    sending('example.com/mine'),
    `${unserved('example.com/mine')}, unless a controller of your own signs it.`,
  ],
  [
    'nearly the one that signs for anybody, which is not what is meant',
    creating('typo', { signerName: 'kubernetes.io/legacy-unknow' }),
    `${unserved('kubernetes.io/legacy-unknow')}. Did you mean kubernetes.io/kubelet-serving? ${MEND}`,
    AGAIN,
    WHY,
  ],
  [
    'one of Kubernetes that does not run here is spelt well enough',
    creating('typo', { signerName: KUBELET }, { cluster: clusterOf({ signers: [CLIENT] }) }),
    `${unserved(KUBELET)}, unless a controller of your own signs it.`,
  ],
  [
    'a manifest that is only looked at',
    creating('typo', { signerName: 'kubernetes.io/kube-apiserver' }, { sent: false }),
    `${unserved('kubernetes.io/kube-apiserver')}. Did you mean ${CLIENT}?`,
    undefined,
    WHY,
  ],
  [
    'another domain of Kubernetes',
    sending('certificates.k8s.io/kube-apiserver-client'),
    `${unserved('certificates.k8s.io/kube-apiserver-client')}. Did you mean ${CLIENT}? ${MEND}`,
    AGAIN,
    WHY,
  ],
  [
    'one that only ends so',
    sending('myk8s.io/kube-apiserver-client'),
    `${unserved('myk8s.io/kube-apiserver-client')}, unless a controller of your own signs it.`,
  ],
  ['no name of a signer: the API refuses it', sending('nonsense')],
  ['none', sending('')],
])
