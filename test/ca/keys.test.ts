import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import t from 'tap'
import { CaError } from '../../src/ca/errors.ts'
import { exportKey, generateKey, loadKey } from '../../src/ca/keys.ts'
import { encodePem } from '../../src/ca/pem.ts'
import { ed25519, p256, rsa2048, spkiOf } from './builders.ts'

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
