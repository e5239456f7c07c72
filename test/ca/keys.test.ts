import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  verify,
} from 'node:crypto'
import t from 'tap'
import { CaError } from '../../src/ca/errors.ts'
import {
  exportKey,
  generateKey,
  keyPairProblem,
  type KeyType,
  loadKey,
  signingKeyOf,
} from '../../src/ca/keys.ts'
import { encodePem } from '../../src/ca/pem.ts'
import { certificateDer, ed25519, p256, p384, rsa2048, spkiOf } from './builders.ts'

const same = (a: KeyObject, b: KeyObject) => spkiOf(a).equals(spkiOf(b))

t.test('RSA, EC and Ed25519 keys are generated', async (t) => {
  for (const [type, kind, detail] of [
    ['rsa2048', 'rsa', 2048],
    ['p256', 'ec', 'prime256v1'],
    ['p384', 'ec', 'secp384r1'],
    ['p521', 'ec', 'secp521r1'],
    ['ed25519', 'ed25519', undefined],
  ] as const) {
    const key = await generateKey(type)
    t.equal(key.type, 'private')
    t.equal(key.asymmetricKeyType, kind)
    t.equal(key.asymmetricKeyDetails?.namedCurve ?? key.asymmetricKeyDetails?.modulusLength, detail)
    t.ok(same(createPrivateKey(exportKey(key)), key))
  }
})

t.test('keys are parsed from PKCS #1, SEC 1 and PKCS #8, also encrypted', async (t) => {
  const pem = (key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1', options = {}) =>
    key.export({ type, format: 'pem', ...options }).toString()
  const secret = { cipher: 'aes-256-cbc', passphrase: 'open sesame' }
  const parameters = encodePem('EC PARAMETERS', Buffer.from('06082a8648ce3d030107', 'hex'))
  const forms = [
    ['PKCS #1', rsa2048, pem(rsa2048, 'pkcs1')],
    ['SEC 1', p256, pem(p256, 'sec1')],
    ['SEC 1 after its parameters', p256, `${parameters}${pem(p256, 'sec1')}`],
    ['PKCS #8', ed25519, pem(ed25519, 'pkcs8')],
    [
      'PKCS #8 with CRLF, after other text',
      ed25519,
      `the key\r\n${pem(ed25519, 'pkcs8').replaceAll('\n', '\r\n')}`,
    ],
    ['encrypted PKCS #8', rsa2048, pem(rsa2048, 'pkcs8', secret), 'open sesame'],
    ['encrypted PKCS #1', rsa2048, pem(rsa2048, 'pkcs1', secret), 'open sesame'],
    ['encrypted SEC 1', p256, pem(p256, 'sec1', secret), 'open sesame'],
    ['unencrypted, with a passphrase that is not needed', p256, pem(p256, 'pkcs8'), 'x'],
  ] as const
  for (const [form, key, text, passphrase] of forms)
    t.ok(same(loadKey(text, passphrase), key), form)

  for (const text of [pem(rsa2048, 'pkcs8', secret), pem(rsa2048, 'pkcs1', secret)]) {
    t.throws(
      () => loadKey(text),
      new CaError('The CA key is encrypted, and no passphrase was given.'),
    )
    t.throws(
      () => loadKey(text, 'x'),
      new CaError('The CA key cannot be read with this passphrase.'),
    )
    t.throws(
      () => loadKey(text, ''),
      new CaError('The CA key cannot be read with this passphrase.'),
    )
  }
})

t.test('data without a readable private key is rejected', async (t) => {
  const publicPem = createPublicKey(p256).export({ type: 'spki', format: 'pem' })
  for (const text of [
    '',
    'hello',
    publicPem,
    '-----BEGIN PRIVATE KEY-----\n?\n-----END PRIVATE KEY-----\n',
  ]) {
    t.throws(() => loadKey(text), new CaError('The CA key is not a private key in PEM.'))
  }
  t.throws(
    () => loadKey(encodePem('PRIVATE KEY', Buffer.from('x'))),
    new CaError('The CA key cannot be read.'),
  )
})

const certificateOf = (key: KeyObject) =>
  encodePem('CERTIFICATE', certificateDer({ spki: spkiOf(key) }))

const problem = (certificate: string, key: string) =>
  keyPairProblem(Buffer.from(certificate), Buffer.from(key))

t.test('a certificate and its own key match, in any form of the key', async (t) => {
  for (const key of [p256, p384, rsa2048, ed25519]) {
    t.equal(problem(certificateOf(key), exportKey(key)), undefined)
  }
  const pkcs1 = rsa2048.export({ type: 'pkcs1', format: 'pem' }).toString()
  const sec1 = p256.export({ type: 'sec1', format: 'pem' }).toString()
  t.equal(problem(certificateOf(rsa2048), pkcs1), undefined)
  t.equal(problem(certificateOf(p256), sec1), undefined)
  const chain = certificateOf(p256) + certificateOf(p384)
  t.equal(problem(chain, encodePem('EC PARAMETERS', Buffer.of(1)) + sec1), undefined)
})

t.test("an invalid certificate or key gets Go's error", async (t) => {
  const certificate = certificateOf(p256)
  const key = exportKey(p256)
  const other = encodePem('PUBLIC KEY', spkiOf(p256))
  t.equal(problem('x', key), 'tls: failed to find any PEM data in certificate input')
  t.equal(
    problem(key, certificate),
    'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched',
  )
  t.equal(
    problem(other + key, key),
    'tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [PUBLIC KEY PRIVATE KEY]',
  )
  t.equal(problem(certificate, ''), 'tls: failed to find any PEM data in key input')
  t.equal(
    problem(certificate, certificate),
    'tls: found a certificate rather than a key in the PEM for the private key',
  )
  t.equal(
    problem(certificate, other),
    'tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [PUBLIC KEY]',
  )
  t.equal(problem(encodePem('CERTIFICATE', Buffer.of(1)), key), 'x509: malformed certificate')
  t.equal(
    problem(certificate, encodePem('PRIVATE KEY', Buffer.of(1))),
    'tls: failed to parse private key',
  )
})

t.test('a certificate for another key is reported', async (t) => {
  t.equal(
    problem(certificateOf(p256), exportKey(rsa2048)),
    'tls: private key type does not match public key type',
  )
  for (const [key, other] of [
    [p256, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey],
    [p256, p384],
  ] as const) {
    t.equal(
      problem(certificateOf(key), exportKey(other)),
      'tls: private key does not match public key',
    )
  }
  const x25519 = generateKeyPairSync('x25519').privateKey
  t.equal(
    problem(certificateOf(p256), exportKey(x25519)),
    'tls: found unknown private key type in PKCS#8 wrapping',
  )
})

const BYTES = Buffer.from('what is signed')
const TYPES: readonly [KeyType, hash: string | undefined][] = [
  ['rsa2048', 'sha256'],
  ['p256', 'sha256'],
  ['p384', 'sha384'],
  ['p521', 'sha512'],
  ['ed25519', undefined],
]

const signs = async (native: KeyObject, hash: string | undefined): Promise<boolean> => {
  const signature = await signingKeyOf(native, 'the key').sign(BYTES)
  return verify(hash, BYTES, createPublicKey(native), signature)
}

t.test('RSA, Ed25519, P-224, P-256, P-384 and P-521 keys make valid signatures', async (t) => {
  t.ok(await signs(generateKeyPairSync('ec', { namedCurve: 'P-224' }).privateKey, 'sha256'))
  for (const [type, hash] of TYPES) t.ok(await signs(await generateKey(type), hash), type)
})
