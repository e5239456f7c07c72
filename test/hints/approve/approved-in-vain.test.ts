import { approvedInVain } from '../../../src/hints/approve/approved-in-vain.ts'
import { SERVING } from '../../fixtures/builders.ts'
import { approving, csrOf } from '../facts.ts'
import { tells } from '../tells.ts'

const AGAIN = 'kubectl replace --force -f web.yaml'
const WHY = 'It will get no certificate.'
const unserved = csrOf('web', { signerName: 'kubernetes.io/kube-apiserver' })
const wrong = csrOf('web', { usages: ['server auth'] })

tells(approvedInVain, 'signers', [
  ['one that will be signed', approving(csrOf('web'))],
  [
    'a signer that there is not',
    approving(unserved),
    'web is approved, but no signer in this cluster handles kubernetes.io/kube-apiserver. Did you mean kubernetes.io/kube-apiserver-client? Write that into the manifest, and send it again.',
    AGAIN,
    WHY,
  ],
  [
    'one of your own',
    approving(csrOf('web', { signerName: 'example.com/mine' })),
    'web is approved, but no signer in this cluster handles example.com/mine, unless a controller of your own signs it.',
  ],
  [
    'one that will fail',
    approving(wrong),
    'web is approved, but the signer will mark it Failed: invalid usage for client certificate: server auth. Write usages: ["client auth"] in the manifest, and send it again.',
    AGAIN,
  ],
  [
    'one that will fail for its subject',
    approving(csrOf('web', { signerName: SERVING })),
    'web is approved, but the signer will mark it Failed: subject organization is not system:nodes. Make a request for the node web, and send it in the place of this one.',
    'openssl req -new -key web.key -subj /CN=system:node:web/O=system:nodes -addext subjectAltName=DNS:web -out web.csr',
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
