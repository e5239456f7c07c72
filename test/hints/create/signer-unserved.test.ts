import { signerUnserved } from '../../../src/hints/create/signer-unserved.ts'
import { KUBELET } from '../../fixtures/builders.ts'
import { clusterOf, creating } from '../facts.ts'
import { tells } from '../tells.ts'

const unserved = (signer: string): string =>
  `no signer in this cluster handles ${signer}, so an approved request stays Approved and never gets a certificate`
const again = (signer: string): string =>
  `kubectl get csr typo -o json | kubectl patch --local -f - --type=merge -p '{"spec":{"signerName":"${signer}"}}' -o json | kubectl replace --force -f -`
const sending = (signerName: string) => creating('typo', { signerName })
const CLIENT = 'kubernetes.io/kube-apiserver-client'

tells(signerUnserved, 'signers', [
  ['one that runs', sending(CLIENT)],
  ['Kubernetes has this one too', sending('kubernetes.io/legacy-unknown')],
  [
    'one of Kubernetes that is misspelt',
    sending('kubernetes.io/kube-apiserver'),
    `${unserved('kubernetes.io/kube-apiserver')}. Did you mean ${CLIENT}? Then send it again with that.`,
    again(CLIENT),
  ],
  [
    'nobody else has signers there, so it is the nearest',
    sending('kubernetes.io/x'),
    `${unserved('kubernetes.io/x')}. Did you mean kubernetes.io/kubelet-serving? Then send it again with that.`,
    again('kubernetes.io/kubelet-serving'),
  ],
  [
    'another domain that is nearly that',
    sending('kubernets.io/kubelet-serving'),
    `${unserved('kubernets.io/kubelet-serving')}. Did you mean kubernetes.io/kubelet-serving? Then send it again with that.`,
    again('kubernetes.io/kubelet-serving'),
  ],
  [
    'one of your own',
    sending('example.com/mine'),
    `${unserved('example.com/mine')}, unless a controller of your own signs it.`,
  ],
  [
    'nearly the one that signs for anybody, which is not what is meant',
    creating('typo', { signerName: 'kubernetes.io/legacy-unknow' }),
    `${unserved('kubernetes.io/legacy-unknow')}. Did you mean kubernetes.io/kubelet-serving? Then send it again with that.`,
    again('kubernetes.io/kubelet-serving'),
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
  ],
  [
    'a name that is not known yet',
    creating('', { signerName: 'kubernetes.io/kube-apiserver' }),
    `${unserved('kubernetes.io/kube-apiserver')}. Did you mean ${CLIENT}?`,
  ],
  ['no name of a signer: the API refuses it', sending('nonsense')],
  ['none', sending('')],
])
