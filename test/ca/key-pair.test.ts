import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import t from 'tap'
import { keyPairProblem } from '../../src/ca/key-pair.ts'
import { exportKey } from '../../src/ca/keys.ts'
import { encodePem } from '../../src/ca/pem.ts'
import { certificateDer, ed25519, p256, p384, rsa2048, spkiOf } from './builders.ts'

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
