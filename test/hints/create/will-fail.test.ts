import { willFail } from '../../../src/hints/create/will-fail.ts'
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
const again = (usages: string): string =>
  `kubectl get csr web -o json | kubectl patch --local -f - --type=merge -p '{"spec":{"usages":[${usages}]}}' -o json | kubectl replace --force -f -`
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
    `${failed('invalid usage for client certificate: server auth')}. Delete it and send it again with usages: ["client auth"].`,
    again('"client auth"'),
  ],
  [
    'usages of a client for a server',
    creating('web', { request: NODE_SERVING, signerName: SERVING, usages: ['client auth'] }),
    `${failed('usages did not match [digital signature key encipherment server auth]')}. Delete it and send it again with usages: ["digital signature", "key encipherment", "server auth"].`,
    again('"digital signature","key encipherment","server auth"'),
  ],
  [
    'a manifest that is only looked at',
    creating('web', { usages: ['server auth'] }, { sent: false }),
    `${failed('invalid usage for client certificate: server auth')}. Write usages: ["client auth"].`,
  ],
  [
    'a subject that is no node',
    creating('web', { signerName: SERVING, usages: SERVER }),
    `${failed('subject organization is not system:nodes')}. Delete it, and send one that is made for the node web.`,
    'openssl req -new -key web.key -subj /O=system:nodes/CN=system:node:web -addext subjectAltName=DNS:web -out web.csr && kubectl delete csr web',
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
    `${failed('DNS subjectAltNames are not allowed')}. Delete it, and send one that is made for the node n7.`,
    'openssl req -new -key web.key -subj /O=system:nodes/CN=system:node:n7 -out web.csr && kubectl delete csr web',
  ],
  [
    'the same, only looked at',
    creating('web', { request: NODE_CLIENT, signerName: SERVING, usages: SERVER }, { sent: false }),
    `${failed('DNS or IP subjectAltName is required')}. Send one that is made for the node n1.`,
    'openssl req -new -key request.key -subj /O=system:nodes/CN=system:node:n1 -addext subjectAltName=DNS:n1 -out request.csr',
  ],
  ['no usages: the API refuses it', creating('web', { usages: [], signerName: CLIENT })],
  [
    'a signer of which nothing is known',
    creating('web', { usages: ['server auth'], signerName: 'example.com/mine' }),
  ],
  ['nothing that can be read', creating('web', { request: '', usages: ['server auth'] })],
])
