import { approvedInVain } from '../../../src/hints/approve/approved-in-vain.ts'
import { SERVING } from '../../fixtures/builders.ts'
import { approving, csrOf } from '../facts.ts'
import { tells } from '../tells.ts'

const again = (spec: string): string =>
  `kubectl get csr web -o json | kubectl patch --local -f - --type=merge -p '{"spec":${spec}}' -o json | kubectl replace --force -f -`
const unserved = csrOf('web', { signerName: 'kubernetes.io/kube-apiserver' })
const wrong = csrOf('web', { usages: ['server auth'] })

tells(approvedInVain, 'signers', [
  ['one that will be signed', approving(csrOf('web'))],
  [
    'a signer that there is not',
    approving(unserved),
    'web is approved, but no signer in this cluster handles kubernetes.io/kube-apiserver, so it will get no certificate. Did you mean kubernetes.io/kube-apiserver-client? Then send it again with that.',
    again('{"signerName":"kubernetes.io/kube-apiserver-client"}'),
  ],
  [
    'one of your own',
    approving(csrOf('web', { signerName: 'example.com/mine' })),
    'web is approved, but no signer in this cluster handles example.com/mine, so it will get no certificate, unless a controller of your own signs it.',
  ],
  [
    'one that will fail',
    approving(wrong),
    'web is approved, but the signer will mark it Failed: invalid usage for client certificate: server auth. Delete it and send it again with usages: ["client auth"].',
    again('{"usages":["client auth"]}'),
  ],
  [
    'one that will fail for its subject',
    approving(csrOf('web', { signerName: SERVING })),
    'web is approved, but the signer will mark it Failed: subject organization is not system:nodes. Delete it, and send one that is made for the node web.',
    'openssl req -new -key web.key -subj /O=system:nodes/CN=system:node:web -addext subjectAltName=DNS:web -out web.csr && kubectl delete csr web',
  ],
  ['it is denied', approving(wrong, {}, 'Denied')],
  [
    'it is approved already',
    approving(csrOf('web', { usages: ['server auth'] }, { conditions: ['Approved'] })),
  ],
  [
    'it was denied',
    approving(csrOf('web', { usages: ['server auth'] }, { conditions: ['Denied'] })),
  ],
])
