import { oddSubject } from '../../../src/hints/create/odd-subject.ts'
import { KUBELET, requestOf } from '../../fixtures/builders.ts'
import { creating } from '../facts.ts'
import { tells } from '../tells.ts'

const subject = (commonName: string, ...organizations: string[]) => ({
  request: requestOf({ commonName, organizations }),
})
const leftOver = (quoted: string): string =>
  `${quoted} in the subject has characters that look left over, and every binding would have to spell it so. If it is a slip, make the request again.`
const make = (subj: string): string => `openssl req -new -key odd.key -subj ${subj} -out odd.csr`

tells(oddSubject, 'x509', [
  ['as it should be', creating('odd', subject('odd', 'IT', 'a:b', 'x@y.z', 'Jane Doe'))],
  [
    'no CN',
    creating('odd', subject('', 'IT')),
    'the subject has no CN, so the certificate names nobody and its owner is anonymous. Make the request again, with a name.',
    make('/O=IT/CN=odd'),
  ],
  [
    'a brace in a group',
    creating('odd', subject('odd', 'IT}')),
    leftOver('"IT}"'),
    make('/O=IT/CN=odd'),
  ],
  [
    'in two groups: the first is told',
    creating('odd', subject('odd', 'a', '$b', 'c;')),
    leftOver('"$b"'),
    make('/O=a/O=b/O=c/CN=odd'),
  ],
  [
    'in the CN, which is told first',
    creating('odd', subject('<jane>', '$b')),
    leftOver('"<jane>"'),
    make('/O=b/CN=jane'),
  ],
  ['nothing left of the CN', creating('odd', subject('{}')), leftOver('"{}"'), make('/CN=odd')],
  [
    'nothing left of a group',
    creating('odd', subject('jane', '""')),
    leftOver('"\\"\\""'),
    make('/CN=jane'),
  ],
  ['a blank before', creating('odd', subject(' jane')), leftOver('" jane"'), make('/CN=jane')],
  ['a blank behind', creating('odd', subject('jane ')), leftOver('"jane "'), make('/CN=jane')],
  [
    'a control character',
    creating('odd', subject('ja\x1bne')),
    leftOver('"ja\\x1bne"'),
    make('/CN=jane'),
  ],
  [
    'a C1 control',
    creating('odd', subject('ja\x9bne')),
    leftOver('"ja\\u009bne"'),
    make('/CN=jane'),
  ],
  [
    'letters of others, which openssl has to be told of',
    creating('odd', subject('{zoë}')),
    leftOver('"{zoë}"'),
    "openssl req -new -key odd.key -utf8 -subj '/CN=zoë' -out odd.csr",
  ],
  [
    'a slash, which openssl would take for the next part',
    creating('odd', subject('a/b}')),
    leftOver('"a/b}"'),
    make("'/CN=a\\/b'"),
  ],
  ['another signer', creating('odd', { ...subject('{}'), signerName: KUBELET })],
  ['nothing that can be read', creating('odd', { request: '' })],
])
