import { lifetimeCut } from '../../../src/teaching/hints/accept/lifetime-cut.ts'
import { signerUnserved } from '../../../src/teaching/hints/accept/signer-unserved.ts'
import { willFail } from '../../../src/teaching/hints/accept/will-fail.ts'
import { dns } from '../../ca/builders.ts'
import {
  CLIENT,
  KUBELET,
  NODE_CLIENT,
  NODE_SERVING,
  requestOf,
  SERVING,
} from '../../fixtures/builders.ts'
import { asking, clusterOf, creating } from './facts.ts'
import { tells } from './tells.ts'

{
  const WHY = 'The certificate will expire earlier, without an error.'

  tells(lifetimeCut, 'requests', [
    ['no lifetime requested', creating('jane')],
    ['the maximum', asking(86_400)],
    ['less than the maximum', asking(86_399)],
    [
      'one second more than the maximum',
      asking(86_401),
      'you ask for about 24 hours, but the signer gives 1 day at most (expirationSeconds: 86400).',
      undefined,
      WHY,
    ],
    [
      'three years',
      asking(94_608_000, 31_536_000),
      'you ask for 1095 days, but the signer gives 365 days at most (expirationSeconds: 31536000).',
      undefined,
      WHY,
    ],
    ['an unknown signer', asking(86_401, 86_400, 'example.com/mine')],
  ])
}

{
  const unserved = (signer: string) => `no signer in this cluster handles ${signer}`
  const MEND = 'Write that into the manifest, and send it again.'
  const AGAIN = 'kubectl replace --force -f typo.yaml'
  const WHY = 'An approved request stays Approved and never gets a certificate.'
  const sending = (signerName: string) => creating('typo', { signerName })

  tells(signerUnserved, 'signers', [
    ['a running signer', sending(CLIENT)],
    ['another signer of Kubernetes', sending('kubernetes.io/legacy-unknown')],
    [
      'a misspelt signer of Kubernetes',
      sending('kubernetes.io/kube-apiserver'),
      `${unserved('kubernetes.io/kube-apiserver')}. Did you mean ${CLIENT}? ${MEND}`,
      AGAIN,
      WHY,
    ],
    [
      'a name unlike any other, in a domain of Kubernetes',
      sending('kubernetes.io/x'),
      `${unserved('kubernetes.io/x')}. Did you mean kubernetes.io/kubelet-serving? ${MEND}`,
      AGAIN,
      WHY,
    ],
    [
      'a misspelt domain',
      sending('kubernets.io/kubelet-serving'),
      `${unserved('kubernets.io/kubelet-serving')}. Did you mean kubernetes.io/kubelet-serving? ${MEND}`,
      AGAIN,
      WHY,
    ],
    [
      'a custom signer',
      sending('example.com/mine'),
      `${unserved('example.com/mine')}, unless a controller of your own signs it.`,
    ],
    [
      'a name near the legacy signer, which is never suggested',
      creating('typo', { signerName: 'kubernetes.io/legacy-unknow' }),
      `${unserved('kubernetes.io/legacy-unknow')}. Did you mean kubernetes.io/kubelet-serving? ${MEND}`,
      AGAIN,
      WHY,
    ],
    [
      'a signer of Kubernetes that does not run here',
      creating('typo', { signerName: KUBELET }, { cluster: clusterOf({ signers: [CLIENT] }) }),
      `${unserved(KUBELET)}, unless a controller of your own signs it.`,
    ],
    [
      'a dry run',
      creating('typo', { signerName: 'kubernetes.io/kube-apiserver' }, { canReplace: false }),
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
      'a domain that ends in k8s.io, but is not below it',
      sending('myk8s.io/kube-apiserver-client'),
      `${unserved('myk8s.io/kube-apiserver-client')}, unless a controller of your own signs it.`,
    ],
    ['an invalid signer name, which the API rejects', sending('nonsense')],
    ['no signer name', sending('')],
  ])
}

{
  const failed = (problem: string) => `if approved, the request will be marked Failed: ${problem}`
  const AGAIN = 'kubectl replace --force -f web.yaml'
  const SERVER = ['digital signature', 'server auth']

  tells(willFail, 'signers', [
    ['a client', creating('web')],
    [
      'a kubelet',
      creating('web', {
        request: NODE_CLIENT,
        signerName: KUBELET,
        usages: ['client auth', 'digital signature'],
      }),
    ],
    [
      "a kubelet's server",
      creating('web', { request: NODE_SERVING, signerName: SERVING, usages: SERVER }),
    ],
    [
      'usages of a server, with the signer for clients',
      creating('web', { usages: ['client auth', 'server auth'] }),
      `${failed('invalid usage for client certificate: server auth')}. Write usages: ["client auth"] in the manifest, and send it again.`,
      AGAIN,
    ],
    [
      'usages of a client, with the signer for servers',
      creating('web', { request: NODE_SERVING, signerName: SERVING, usages: ['client auth'] }),
      `${failed('usages did not match [digital signature key encipherment server auth]')}. Write usages: ["digital signature", "key encipherment", "server auth"] in the manifest, and send it again.`,
      AGAIN,
    ],
    [
      'a dry run',
      creating('web', { usages: ['server auth'] }, { canReplace: false }),
      `${failed('invalid usage for client certificate: server auth')}. Write usages: ["client auth"].`,
    ],
    [
      'a subject that names no node',
      creating('web', { signerName: SERVING, usages: SERVER }),
      `${failed('subject organization is not system:nodes')}. Make a request for the node web, and replace this one with it.`,
      'openssl req -new -key web.key -subj /CN=system:node:web/O=system:nodes -addext subjectAltName=DNS:web -out web.csr',
    ],
    [
      "a node's client request with DNS names",
      creating('web', {
        request: requestOf({
          commonName: 'system:node:n7',
          organizations: ['system:nodes'],
          names: [dns('n7')],
        }),
        signerName: KUBELET,
        usages: ['client auth', 'digital signature'],
      }),
      `${failed('DNS subjectAltNames are not allowed')}. Make a request for the node n7, and replace this one with it.`,
      'openssl req -new -key web.key -subj /CN=system:node:n7/O=system:nodes -out web.csr',
    ],
    [
      'a client of a node, with the signer for servers, in a dry run',
      creating(
        'web',
        { request: NODE_CLIENT, signerName: SERVING, usages: SERVER },
        { canReplace: false },
      ),
      `${failed('DNS or IP subjectAltName is required')}. Make a request for the node n1.`,
      'openssl req -new -key web.key -subj /CN=system:node:n1/O=system:nodes -addext subjectAltName=DNS:n1 -out web.csr',
    ],
    ['no usages, which the API rejects', creating('web', { usages: [], signerName: CLIENT })],
    [
      'an unknown signer',
      creating('web', { usages: ['server auth'], signerName: 'example.com/mine' }),
    ],
    ['an unreadable request', creating('web', { request: '', usages: ['server auth'] })],
  ])
}
