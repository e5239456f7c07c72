import { generateKeyPairSync } from 'node:crypto'
import { notARequest } from '../../../src/hints/create/not-a-request.ts'
import { encodePem } from '../../../src/ca/pem.ts'
import { certificateDer, requestDer, requestPem, spkiOf, p256 } from '../../ca/builders.ts'
import { base64 } from '../../fixtures/builders.ts'
import { creating } from '../facts.ts'
import { tells } from '../tells.ts'

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const pem = (type: 'pkcs8' | 'sec1'): string => String(privateKey.export({ type, format: 'pem' }))
const sent = (content: string | Buffer, name = 'jane') =>
  creating(name, { request: base64(content) })
const encode = (file: string) =>
  [
    `Encode it with base64 -w0 < ${file} or, on macOS too.`,
    `base64 < ${file} | tr -d '\\n'`,
  ] as const
const [TEXT, COMMAND] = encode('jane.csr')
const NEW_KEY =
  'openssl req -new -newkey rsa:2048 -nodes -keyout jane.key -subj /CN=jane -out jane.csr'
const GONE = 'That key has now left your machine, so throw it away and make a new one.'
const broken = requestDer()
broken[broken.length - 1]! ^= 1

tells(notARequest, 'tutorial', [
  ['a request', sent(requestPem())],
  [
    'nothing',
    sent(''),
    `spec.request is empty; it takes the whole request in base64. ${TEXT}`,
    COMMAND,
  ],
  [
    'blanks',
    sent(' \n'),
    `spec.request is empty; it takes the whole request in base64. ${TEXT}`,
    COMMAND,
  ],
  [
    'a key',
    sent(pem('pkcs8')),
    `spec.request holds a PRIVATE KEY, not a request. ${GONE}`,
    NEW_KEY,
  ],
  ['a key of the older form, behind a request', sent(requestPem() + pem('sec1'))],
  [
    'a key before a certificate',
    sent(encodePem('CERTIFICATE', certificateDer()) + pem('sec1')),
    `spec.request holds a EC PRIVATE KEY, not a request. ${GONE}`,
    NEW_KEY,
  ],
  [
    'a certificate',
    sent(encodePem('CERTIFICATE', certificateDer())),
    `spec.request holds a CERTIFICATE, which is what a signer answers; send the request that you made with the key. ${TEXT}`,
    COMMAND,
  ],
  [
    'as keytool writes it',
    sent(encodePem('NEW CERTIFICATE REQUEST', requestDer())),
    'spec.request is headed NEW CERTIFICATE REQUEST, as keytool writes it, and Kubernetes takes only CERTIFICATE REQUEST. Change the two lines, then encode it again.',
    "sed -i.bak 's/NEW CERTIFICATE REQUEST/CERTIFICATE REQUEST/' jane.csr",
  ],
  [
    'encoded twice',
    sent(base64(requestPem())),
    `spec.request is encoded twice, and one time is enough. ${TEXT}`,
    COMMAND,
  ],
  [
    'a key that is encoded twice',
    sent(base64(pem('pkcs8'))),
    `spec.request is encoded twice, and inside is a PRIVATE KEY, not a request. ${GONE}`,
    NEW_KEY,
  ],
  [
    'DER',
    sent(requestDer()),
    'spec.request holds a request in DER, and Kubernetes wants PEM. Convert it, then encode that.',
    'openssl req -inform DER -in jane.csr -out jane.pem',
  ],
  [
    'the name of a file',
    sent('my/john.csr\n'),
    `spec.request holds the name my/john.csr in base64, not what is in that file. ${encode('my/john.csr')[0]}`,
    encode('my/john.csr')[1],
  ],
  [
    'another PEM',
    sent(encodePem('PUBLIC KEY', spkiOf(p256))),
    `spec.request holds a PUBLIC KEY and not a CERTIFICATE REQUEST. ${TEXT}`,
    COMMAND,
  ],
  [
    'a request that was changed',
    sent(encodePem('CERTIFICATE REQUEST', broken)),
    'the request inside spec.request is damaged: a part is lost, or it was changed after its key had signed it. Make it again, then encode it.',
    'openssl req -new -key jane.key -subj /CN=jane -out jane.csr',
  ],
  [
    'anything else',
    sent('hello, world'),
    `what spec.request holds is no PEM text once it is decoded. ${TEXT}`,
    COMMAND,
  ],
  [
    'a name that no file has',
    sent('hello, world', 'a b'),
    `what spec.request holds is no PEM text once it is decoded. ${encode('request.csr')[0]}`,
    encode('request.csr')[1],
  ],
])
