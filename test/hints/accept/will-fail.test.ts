import { willFail } from '../../../src/hints/accept/will-fail.ts'
import { dns } from '../../ca/builders.ts'
import {
  CLIENT,
  KUBELET,
  NODE_CLIENT,
  NODE_SERVING,
  requestOf,
  SERVING,
} from '../../fixtures/builders.ts'
import { creating } from '../facts.ts'
import { tells } from '../tells.ts'

const failed = (problem: string): string =>
  `if this is approved, the signer will mark it Failed: ${problem}`
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
    'the usage of a server',
    creating('web', { usages: ['client auth', 'server auth'] }),
    `${failed('invalid usage for client certificate: server auth')}. Write usages: ["client auth"] in the manifest, and send it again.`,
    AGAIN,
  ],
  [
    'usages of a client for a server',
    creating('web', { request: NODE_SERVING, signerName: SERVING, usages: ['client auth'] }),
    `${failed('usages did not match [digital signature key encipherment server auth]')}. Write usages: ["digital signature", "key encipherment", "server auth"] in the manifest, and send it again.`,
    AGAIN,
  ],
  [
    'a manifest that is only looked at',
    creating('web', { usages: ['server auth'] }, { sent: false }),
    `${failed('invalid usage for client certificate: server auth')}. Write usages: ["client auth"].`,
  ],
  [
    'a subject that is no node',
    creating('web', { signerName: SERVING, usages: SERVER }),
    `${failed('subject organization is not system:nodes')}. Make a request for the node web, and send it in the place of this one.`,
    'openssl req -new -key web.key -subj /CN=system:node:web/O=system:nodes -addext subjectAltName=DNS:web -out web.csr',
  ],
  [
    'a node with names that a client has not',
    creating('web', {
      request: requestOf({
        commonName: 'system:node:n7',
        organizations: ['system:nodes'],
        names: [dns('n7')],
      }),
      signerName: KUBELET,
      usages: ['client auth', 'digital signature'],
    }),
    `${failed('DNS subjectAltNames are not allowed')}. Make a request for the node n7, and send it in the place of this one.`,
    'openssl req -new -key web.key -subj /CN=system:node:n7/O=system:nodes -out web.csr',
  ],
  [
    'the same, only looked at',
    creating('web', { request: NODE_CLIENT, signerName: SERVING, usages: SERVER }, { sent: false }),
    `${failed('DNS or IP subjectAltName is required')}. Make a request for the node n1.`,
    'openssl req -new -key web.key -subj /CN=system:node:n1/O=system:nodes -addext subjectAltName=DNS:n1 -out web.csr',
  ],
  ['no usages: the API refuses it', creating('web', { usages: [], signerName: CLIENT })],
  [
    'a signer of which nothing is known',
    creating('web', { usages: ['server auth'], signerName: 'example.com/mine' }),
  ],
  ['nothing that can be read', creating('web', { request: '', usages: ['server auth'] })],
])
