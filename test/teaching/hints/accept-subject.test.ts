import { OID } from '../../../src/ca/oid.ts'
import { oddSubject } from '../../../src/teaching/hints/accept/odd-subject.ts'
import { ouForO } from '../../../src/teaching/hints/accept/ou-for-o.ts'
import { nameIsNotUser } from '../../../src/teaching/hints/learn/name-is-not-user.ts'
import { attribute, name, requestPem, utf8 } from '../../ca/builders.ts'
import { base64, KUBELET } from '../../fixtures/builders.ts'
import { creating, subject } from './facts.ts'
import { tells } from './tells.ts'

{
  const leftOver = (quoted: string) =>
    [
      `${quoted} in the subject contains stray characters. If this is a typo, make the request again.`,
      undefined,
      'Every role binding would need that spelling.',
    ] as const
  const odd = (...names: Parameters<typeof subject>) => creating('odd', subject(...names))
  const make = (subj: string) => `openssl req -new -key odd.key -subj ${subj} -out odd.csr`

  tells(oddSubject, 'x509', [
    ['a normal subject', odd('odd', 'IT', 'a:b', 'x@y.z', 'Jane Doe')],
    [
      'no CN',
      odd('', 'IT'),
      'the subject has no CN, so the certificate names no user. Make the request again, with a name.',
      make('/CN=odd/O=IT'),
    ],
    ['a brace in a group', odd('odd', 'IT}'), ...leftOver('"IT}"')],
    [
      'stray characters in two groups: the first is reported',
      odd('odd', 'a', '$b', 'c;'),
      ...leftOver('"$b"'),
    ],
    [
      'stray characters in the CN, which is reported first',
      odd('<jane>', '$b'),
      ...leftOver('"<jane>"'),
    ],
    ['a leading blank', odd(' jane'), ...leftOver('" jane"')],
    ['a trailing blank', odd('jane '), ...leftOver('"jane "')],
    ['a control character', odd('ja\x1bne'), ...leftOver('"ja\\x1bne"')],
    ['a C1 control', odd('ja\x9bne'), ...leftOver('"ja\\u009bne"')],
    [
      'a comma instead of the slash before the group',
      odd('john,O=dev'),
      ...leftOver('"john,O=dev"'),
    ],
    // these two cases stand for all hints that use onClients
    ['another signer', creating('odd', { ...subject('{}'), signerName: KUBELET })],
    ['an unreadable request', creating('odd', { request: '' })],
  ])
}

{
  const subjectWith = (...parts: [type: 'CN' | 'O' | 'OU', value: string][]) => {
    const types = { CN: OID.commonName, O: OID.organization, OU: OID.organizationalUnit }
    const attributes = parts.map(([type, value]) => attribute(types[type], utf8(value)))
    return { request: base64(requestPem({ subject: name(...attributes.map((one) => [one])) })) }
  }
  const text = (units: string) => `${units} adds no group: groups are the O of a subject.`
  const AGAIN = 'If you meant a group, make the request again.'
  const make = (subj: string) => `openssl req -new -key jane.key -subj ${subj} -out jane.csr`

  tells(ouForO, 'x509', [
    ['neither OU nor O, in the default request', creating('jane')],
    ['an O', creating('jane', subjectWith(['CN', 'jane'], ['O', 'devs']))],
    ['an O and an OU', creating('jane', subjectWith(['CN', 'jane'], ['O', 'a'], ['OU', 'b']))],
    [
      'an OU',
      creating('jane', subjectWith(['CN', 'jane'], ['OU', 'devs'])),
      `${text('OU=devs')} ${AGAIN}`,
      make('/CN=jane/O=devs'),
    ],
    [
      'two OUs',
      creating('jane', subjectWith(['CN', 'jane'], ['OU', 'devs'], ['OU', 'ops'])),
      `${text('OU=devs and OU=ops')} ${AGAIN}`,
      make('/CN=jane/O=devs/O=ops'),
    ],
    [
      'system:masters, which is never suggested',
      creating('jane', subjectWith(['CN', 'jane'], ['OU', 'system:masters'])),
      text('OU=system:masters'),
    ],
    ['neither OU nor O', creating('jane', subject('jane'))],
  ])
}

tells(nameIsNotUser, 'x509', [
  ["the object has the user's name", creating('jane')],
  [
    'the object has another name',
    creating('jane-request'),
    'the request is called jane-request, but the user will be jane, the CN of its subject.',
    undefined,
    'Bind roles to --user=jane.',
  ],
  [
    'a user name with shell characters',
    creating('j', subject('jane doe')),
    'the request is called j, but the user will be jane doe, the CN of its subject.',
    undefined,
    "Bind roles to --user='jane doe'.",
  ],
  ['a generated name', creating('')],
  ['no CN', creating('x', subject(''))],
])
