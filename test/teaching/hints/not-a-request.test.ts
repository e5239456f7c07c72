import { generateKeyPairSync } from 'node:crypto'
import { notARequest } from '../../../src/teaching/hints/create/not-a-request.ts'
import { encodePem } from '../../../src/ca/pem.ts'
import { certificateDer, requestDer, requestPem, spkiOf, p256 } from '../../ca/builders.ts'
import { base64 } from '../../fixtures/builders.ts'
import { creating } from './facts.ts'
import { tells } from './tells.ts'

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const pem = (type: 'pkcs8' | 'sec1') => String(privateKey.export({ type, format: 'pem' }))
const sent = (content: string | Buffer, name = 'jane') =>
  creating(name, { request: base64(content) })
const TEXT = 'Encode the request on one line.'
const encode = (file: string) => `base64 < ${file} | tr -d '\\n'`
const COMMAND = encode('jane.csr')
const NEW_KEY =
  'openssl req -new -newkey rsa:2048 -nodes -keyout jane.key -subj /CN=jane -out jane.csr'
const ANEW = 'Throw that key away, and make a new one with its request.'
const GONE = 'That key has now left your machine.'
const broken = requestDer()
broken[broken.length - 1]! ^= 1

tells(notARequest, 'tutorial', [
  ['a request', sent(requestPem())],
  [
    'nothing',
    sent(''),
    `spec.request is empty; put the whole request there, in base64. ${TEXT}`,
    COMMAND,
  ],
  [
    'blanks',
    sent(' \n'),
    `spec.request is empty; put the whole request there, in base64. ${TEXT}`,
    COMMAND,
  ],
  [
    'a key',
    sent(pem('pkcs8')),
    `spec.request holds a PRIVATE KEY, not a request. ${ANEW}`,
    NEW_KEY,
    GONE,
  ],
  ['a key of the older format, after a request', sent(requestPem() + pem('sec1'))],
  [
    'a key before a certificate',
    sent(encodePem('CERTIFICATE', certificateDer()) + pem('sec1')),
    `spec.request holds a EC PRIVATE KEY, not a request. ${ANEW}`,
    NEW_KEY,
    GONE,
  ],
  [
    'a certificate',
    sent(encodePem('CERTIFICATE', certificateDer())),
    `spec.request holds a CERTIFICATE, the result of signing, not a request. ${TEXT}`,
    COMMAND,
  ],
  [
    'with the header of keytool',
    sent(encodePem('NEW CERTIFICATE REQUEST', requestDer())),
    'spec.request has the header NEW CERTIFICATE REQUEST, and Kubernetes accepts only CERTIFICATE REQUEST. Change the two lines, then encode it again.',
    "sed -i.bak 's/NEW CERTIFICATE REQUEST/CERTIFICATE REQUEST/' jane.csr",
    'keytool writes that header.',
  ],
  [
    'encoded twice',
    sent(base64(requestPem())),
    `spec.request is base64-encoded twice. ${TEXT}`,
    COMMAND,
  ],
  [
    'a key, encoded twice',
    sent(base64(pem('pkcs8'))),
    `spec.request is base64-encoded twice, and holds a PRIVATE KEY, not a request. ${ANEW}`,
    NEW_KEY,
    GONE,
  ],
  [
    'the name of a file',
    sent('my/john.csr\n'),
    `spec.request holds the name my/john.csr in base64, not the content of that file. ${TEXT}`,
    encode('my/john.csr'),
  ],
  [
    'the name of a file in the home folder',
    sent('~/my/john.csr\n'),
    `spec.request holds the name ~/my/john.csr in base64, not the content of that file. ${TEXT}`,
    encode('~/my/john.csr'),
  ],
  [
    'the name of a key, which must not be sent',
    sent('john.key\n'),
    `spec.request holds the name john.key in base64, not the content of that file. ${TEXT}`,
    COMMAND,
  ],
  ['an empty spec', creating('jane', { request: '', signerName: '', usages: [] })],
  [
    'another PEM',
    sent(encodePem('PUBLIC KEY', spkiOf(p256))),
    `spec.request holds a PUBLIC KEY and not a CERTIFICATE REQUEST. ${TEXT}`,
    COMMAND,
  ],
  [
    'a changed request',
    sent(encodePem('CERTIFICATE REQUEST', broken)),
    'the request inside spec.request is damaged. Make it again, then encode it.',
    'openssl req -new -key jane.key -subj /CN=jane -out jane.csr',
    'It was cut off, or changed after it was signed.',
  ],
  [
    'other text',
    sent('hello, world'),
    `spec.request does not decode to PEM text. ${TEXT}`,
    COMMAND,
  ],
  [
    'an impossible file name',
    sent('hello, world', 'a b'),
    `spec.request does not decode to PEM text. ${TEXT}`,
    encode('request.csr'),
  ],
])
