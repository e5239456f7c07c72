import { masters } from '../../../src/hints/create/masters.ts'
import { KUBELET, requestOf } from '../../fixtures/builders.ts'
import { creating } from '../facts.ts'
import { tells } from '../tells.ts'

const TEXT =
  'no certificate may be asked for O=system:masters. Make the request without it, and bind cluster-admin instead.'
const WHY = 'That group passes every check, and no role can take it away.'
const subject = (commonName: string, ...organizations: string[]) => ({
  request: requestOf({ commonName, organizations }),
})

tells(masters, 'signers', [
  ['another group', creating('root', subject('root', 'devs'))],
  [
    'the group of all power, among others',
    creating('root', subject('root', 'devs', 'system:masters')),
    TEXT,
    'kubectl create clusterrolebinding root-admin --clusterrole=cluster-admin --user=root',
    WHY,
  ],
  [
    'a user whom a shell would take apart',
    creating('root', subject("o'root", 'system:masters')),
    TEXT,
    "kubectl create clusterrolebinding 'o'\\''root-admin' --clusterrole=cluster-admin --user='o'\\''root'",
    WHY,
  ],
  ['nobody to bind to', creating('root', subject('', 'system:masters')), TEXT, undefined, WHY],
  [
    'another signer',
    creating('root', { ...subject('root', 'system:masters'), signerName: KUBELET }),
  ],
  ['nothing that can be read', creating('root', { request: '' })],
])
