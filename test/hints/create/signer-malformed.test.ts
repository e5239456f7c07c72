import { signerMalformed } from '../../../src/hints/create/signer-malformed.ts'
import { clusterOf, creating } from '../facts.ts'
import { tells } from '../tells.ts'

const CLIENT = 'kubernetes.io/kube-apiserver-client'
const sending = (signerName: string) => creating('x', { signerName })
const DOMAIN = 'the name of a signer begins with its domain and a slash'
const OTHER =
  'the name of a signer is a domain, a slash, and a name of small letters, digits and hyphens'

tells(signerMalformed, 'signers', [
  ['one that runs', sending(CLIENT)],
  ['one that does not, but could', sending('example.com/mine')],
  ['none, which is told otherwise', sending('')],
  ['no domain', sending('kube-apiserver-client'), `${DOMAIN}: write ${CLIENT}.`],
  ['no domain, and the beginning', sending('kube-apiserver'), `${DOMAIN}: write ${CLIENT}.`],
  [
    'no domain, and a slip',
    sending('kubelet-servin'),
    `${DOMAIN}: write kubernetes.io/kubelet-serving.`,
  ],
  ['no domain, and like none', sending('mine'), `${DOMAIN}, such as ${CLIENT}.`],
  [
    'underscores',
    sending('kubernetes.io/kube_apiserver_client'),
    `the name of a signer has hyphens and no underscores: write ${CLIENT}.`,
  ],
  [
    'capital letters',
    sending('kubernetes.io/Kube-Apiserver-Client'),
    `the name of a signer has no capital letters: write ${CLIENT}.`,
  ],
  [
    'capital letters in a domain of your own',
    sending('Example.com/mine'),
    `the name of a signer has no capital letters, such as ${CLIENT}.`,
  ],
  [
    'nearly one of your own',
    creating(
      'x',
      { signerName: 'Example.com/mine' },
      { cluster: clusterOf({ signers: ['example.com/mine'] }) },
    ),
    'the name of a signer has no capital letters: write example.com/mine.',
  ],
  ['blanks', sending('kubernetes.io/kube apiserver client'), `${OTHER}: write ${CLIENT}.`],
  ['two slashes', sending('a.b/c/d'), `${OTHER}, such as ${CLIENT}.`],
  [
    'that of v1beta1',
    sending('kubernetes.io/legacy-unknown'),
    `kubernetes.io/legacy-unknown cannot be asked for any more since certificates.k8s.io/v1: write ${CLIENT}.`,
  ],
])
