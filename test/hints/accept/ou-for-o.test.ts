import { OID } from '../../../src/ca/oid.ts'
import { ouForO } from '../../../src/hints/accept/ou-for-o.ts'
import { attribute, name, requestPem, utf8 } from '../../ca/builders.ts'
import { base64, KUBELET, requestOf } from '../../fixtures/builders.ts'
import { creating } from '../facts.ts'
import { tells } from '../tells.ts'

const subject = (...parts: [type: 'CN' | 'O' | 'OU', value: string][]) => {
  const types = { CN: OID.commonName, O: OID.organization, OU: OID.organizationalUnit }
  const attributes = parts.map(([type, value]) => attribute(types[type], utf8(value)))
  return { request: base64(requestPem({ subject: name(...attributes.map((one) => [one])) })) }
}
const text = (units: string): string =>
  `${units} makes nobody a member of a group: groups are the O of a subject.`
const AGAIN = 'If a group was meant, make the request again.'
const make = (subj: string): string => `openssl req -new -key jane.key -subj ${subj} -out jane.csr`

tells(ouForO, 'x509', [
  ['neither', creating('jane')],
  ['an O', creating('jane', subject(['CN', 'jane'], ['O', 'devs']))],
  [
    'both, as companies have it',
    creating('jane', subject(['CN', 'jane'], ['O', 'a'], ['OU', 'b'])),
  ],
  [
    'an OU',
    creating('jane', subject(['CN', 'jane'], ['OU', 'devs'])),
    `${text('OU=devs')} ${AGAIN}`,
    make('/CN=jane/O=devs'),
  ],
  [
    'two',
    creating('jane', subject(['CN', 'jane'], ['OU', 'devs'], ['OU', 'ops'])),
    `${text('OU=devs and OU=ops')} ${AGAIN}`,
    make('/CN=jane/O=devs/O=ops'),
  ],
  [
    'the group of all power, which is not proposed',
    creating('jane', subject(['CN', 'jane'], ['OU', 'system:masters'])),
    text('OU=system:masters'),
  ],
  ['another signer', creating('jane', { ...subject(['OU', 'devs']), signerName: KUBELET })],
  ['no OU, no O', creating('jane', { request: requestOf({ commonName: 'jane' }) })],
  ['nothing that can be read', creating('jane', { request: '' })],
])
