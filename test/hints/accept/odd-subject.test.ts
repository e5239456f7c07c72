import { oddSubject } from '../../../src/hints/accept/odd-subject.ts'
import { KUBELET, requestOf } from '../../fixtures/builders.ts'
import { creating } from '../facts.ts'
import { tells } from '../tells.ts'

const subject = (commonName: string, ...organizations: string[]) => ({
  request: requestOf({ commonName, organizations }),
})
const leftOver = (quoted: string): string =>
  `${quoted} in the subject has characters that look left over. If it is a slip, make the request again.`
const WHY = 'Every binding would have to spell it so.'
const make = (subj: string): string => `openssl req -new -key odd.key -subj ${subj} -out odd.csr`

tells(oddSubject, 'x509', [
  ['as it should be', creating('odd', subject('odd', 'IT', 'a:b', 'x@y.z', 'Jane Doe'))],
  [
    'no CN',
    creating('odd', subject('', 'IT')),
    'the subject has no CN, so the certificate names nobody. Make the request again, with a name.',
    make('/CN=odd/O=IT'),
  ],
  [
    'a brace in a group',
    creating('odd', subject('odd', 'IT}')),
    leftOver('"IT}"'),
    make('/CN=odd/O=IT'),
    WHY,
  ],
  [
    'in two groups: the first is told',
    creating('odd', subject('odd', 'a', '$b', 'c;')),
    leftOver('"$b"'),
    make('/CN=odd/O=a/O=b/O=c'),
    WHY,
  ],
  [
    'in the CN, which is told first',
    creating('odd', subject('<jane>', '$b')),
    leftOver('"<jane>"'),
    make('/CN=jane/O=b'),
    WHY,
  ],
  [
    'nothing left of the CN',
    creating('odd', subject('{}')),
    leftOver('"{}"'),
    make('/CN=odd'),
    WHY,
  ],
  [
    'nothing left of a group',
    creating('odd', subject('jane', '""')),
    leftOver('"\\"\\""'),
    make('/CN=jane'),
    WHY,
  ],
  ['a blank before', creating('odd', subject(' jane')), leftOver('" jane"'), make('/CN=jane'), WHY],
  ['a blank behind', creating('odd', subject('jane ')), leftOver('"jane "'), make('/CN=jane'), WHY],
  [
    'a control character',
    creating('odd', subject('ja\x1bne')),
    leftOver('"ja\\x1bne"'),
    make('/CN=jane'),
    WHY,
  ],
  [
    'a C1 control',
    creating('odd', subject('ja\x9bne')),
    leftOver('"ja\\u009bne"'),
    make('/CN=jane'),
    WHY,
  ],
  [
    'letters of others, which openssl has to be told of',
    creating('odd', subject('{zoë}')),
    leftOver('"{zoë}"'),
    "openssl req -new -key odd.key -utf8 -subj '/CN=zoë' -out odd.csr",
    WHY,
  ],
  [
    'a slash, which openssl would take for the next part',
    creating('odd', subject('a/b}')),
    leftOver('"a/b}"'),
    make("'/CN=a\\/b'"),
    WHY,
  ],
  [
    'a comma for the slash before the group',
    creating('odd', subject('john,O=dev')),
    leftOver('"john,O=dev"'),
    make('/CN=john/O=dev'),
    WHY,
  ],
  [
    'a blank for it, and another group behind',
    creating('odd', subject('john O=dev, O=ops')),
    leftOver('"john O=dev, O=ops"'),
    make('/CN=john/O=dev/O=ops'),
    WHY,
  ],
  [
    'two groups in one, of which one is twice there',
    creating('odd', subject('john', 'dev,ops', 'ops')),
    leftOver('"dev,ops"'),
    make('/CN=john/O=dev/O=ops'),
    WHY,
  ],
  [
    'a name before the family name, with a comma that is no part',
    creating('odd', subject('Doe, John')),
    leftOver('"Doe, John"'),
    make("'/CN=Doe John'"),
    WHY,
  ],
  [
    'a group for which nobody may ask is not proposed',
    creating('odd', subject('john,O=system:masters', 'system:masters;')),
    leftOver('"john,O=system:masters"'),
    make('/CN=john'),
    WHY,
  ],
  ['another signer', creating('odd', { ...subject('{}'), signerName: KUBELET })],
  ['nothing that can be read', creating('odd', { request: '' })],
])
