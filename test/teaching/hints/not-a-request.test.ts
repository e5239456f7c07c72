import { generateKeyPairSync } from 'node:crypto'
import { notARequest } from '../../../src/teaching/hints/create/not-a-request.ts'
import { oid, sequence, wholeBitString } from '../../../src/ca/der/write.ts'
import { encodePem } from '../../../src/ca/pem.ts'
import { certificateDer, requestDer, requestPem, spkiOf, p256 } from '../../ca/builders.ts'
import { base64 } from '../../fixtures/builders.ts'
import { creating } from './facts.ts'
import { tells } from './tells.ts'

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const pem = (type: 'pkcs8' | 'sec1') => String(privateKey.export({ type, format: 'pem' }))
const sent = (content: string | Buffer, name = 'jane') =>
  creating(name, { request: base64(content) })
/** The texts of a hint whose command encodes `file`. */
const fault = (what: string, file = 'jane.csr') =>
  [`${what}. Encode the request on one line.`, `base64 < ${file} | tr -d '\\n'`] as const
const leaked = (what: string) =>
  [
    `${what}, not a request. Throw that key away, and make a new key and a new request.`,
    'openssl req -new -newkey rsa:2048 -nodes -keyout jane.key -subj /CN=jane -out jane.csr',
    'That key has now left your machine.',
  ] as const
const EMPTY = fault('spec.request is empty; put the whole request there, in base64')
const nameOf = (file: string) =>
  `spec.request holds the name ${file} in base64, not the content of that file`
const broken = requestDer()
broken[broken.length - 1]! ^= 1

/** A request with a key type that Go does not know; its key and signature are random. */
const foreign = (...algorithm: readonly string[]) => {
  const identifier = sequence(...algorithm.map((id) => oid(id)))
  const spki = sequence(identifier, wholeBitString(Buffer.alloc(64, 1)))
  return encodePem(
    'CERTIFICATE REQUEST',
    requestDer({ spki, algorithm: sequence(oid(algorithm[0]!)) }),
  )
}
const otherType = (type: string) =>
  [
    `the key type ${type} is not one that Kubernetes 1.34 to 1.37 reads; it reads RSA, ECDSA (P-256, P-384 or P-521) and Ed25519. Make a new key and a new request, and send that.`,
    'openssl req -new -newkey rsa:2048 -nodes -keyout jane-new.key -subj /CN=jane -out jane-new.csr',
    undefined,
  ] as const
const weak = encodePem(
  'CERTIFICATE REQUEST',
  requestDer({ algorithm: sequence(oid('1.2.840.113549.1.1.4')) }),
)

tells(notARequest, 'tutorial', [
  ['a request', sent(requestPem())],
  ['nothing', sent(''), ...EMPTY],
  ['blanks', sent(' \n'), ...EMPTY],
  ['a key', sent(pem('pkcs8')), ...leaked('spec.request holds a PRIVATE KEY')],
  ['a request, followed by a key of the older format', sent(requestPem() + pem('sec1'))],
  [
    'a certificate, followed by a key',
    sent(encodePem('CERTIFICATE', certificateDer()) + pem('sec1')),
    ...leaked('spec.request holds an EC PRIVATE KEY'),
  ],
  [
    'a certificate',
    sent(encodePem('CERTIFICATE', certificateDer())),
    ...fault('spec.request holds a CERTIFICATE, the result of signing, not a request'),
  ],
  [
    'a request with the header of keytool',
    sent(encodePem('NEW CERTIFICATE REQUEST', requestDer())),
    'spec.request has the header NEW CERTIFICATE REQUEST, and Kubernetes accepts only CERTIFICATE REQUEST. Correct the first and the last line, then encode the request again.',
    "sed -i.bak 's/NEW CERTIFICATE REQUEST/CERTIFICATE REQUEST/' jane.csr",
    'keytool writes that header.',
  ],
  ['encoded twice', sent(base64(requestPem())), ...fault('spec.request is base64-encoded twice')],
  [
    'a key, encoded twice',
    sent(base64(pem('pkcs8'))),
    ...leaked('spec.request is base64-encoded twice, and holds a PRIVATE KEY'),
  ],
  ['the name of a file', sent('my/john.csr\n'), ...fault(nameOf('my/john.csr'), 'my/john.csr')],
  [
    'the name of a key file, which the command must not encode',
    sent('john.key\n'),
    ...fault(nameOf('john.key')),
  ],
  ['an empty spec', creating('jane', { request: '', signerName: '', usages: [] })],
  [
    'another PEM block',
    sent(encodePem('PUBLIC KEY', spkiOf(p256))),
    ...fault('spec.request holds a PUBLIC KEY and not a CERTIFICATE REQUEST'),
  ],
  [
    'a damaged request',
    sent(encodePem('CERTIFICATE REQUEST', broken)),
    'the request inside spec.request is damaged. Make it again, then encode it.',
    'openssl req -new -key jane.key -subj /CN=jane -out jane.csr',
    'It was cut off, or changed after it was signed.',
  ],
  ['a key of ML-DSA', sent(foreign('2.16.840.1.101.3.4.3.18')), ...otherType('ML-DSA-65')],
  ['a key of Ed448', sent(foreign('1.3.101.113')), ...otherType('Ed448')],
  [
    'a curve that Go does not know',
    sent(foreign('1.2.840.10045.2.1', '1.3.132.0.10')),
    ...otherType('secp256k1'),
  ],
  ['a type without a name', sent(foreign('1.2.3.4')), ...otherType('1.2.3.4')],
  [
    'an insecure signature',
    sent(weak),
    'the request is signed with MD5-RSA, which is insecure, so Kubernetes rejects it. Make it again, then encode it.',
    'openssl req -new -key jane.key -subj /CN=jane -out jane.csr',
    undefined,
  ],
  ['other text', sent('hello, world'), ...fault('spec.request does not decode to PEM text')],
  [
    'a CSR name that is not used as a file name',
    sent('hello, world', 'a b'),
    ...fault('spec.request does not decode to PEM text', 'request.csr'),
  ],
])
