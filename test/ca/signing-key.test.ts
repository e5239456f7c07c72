import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import t from 'tap'
import { generateKey, type KeyType } from '../../src/ca/keys.ts'
import { SigningKey } from '../../src/ca/signing-key.ts'
import { crypto } from '../../src/ca/web-crypto.ts'

const BYTES = Buffer.from('what is signed')
const TYPES: readonly KeyType[] = ['rsa2048', 'p256', 'p384', 'p521', 'ed25519']

for (const type of TYPES) {
  void t.test(`a key of type ${type} signs by OpenSSL and in WebCrypto`, async (t) => {
    const native = await generateKey(type)
    const key = SigningKey.of(native)!
    const { hash } = key.scheme
    t.ok(verify(hash, BYTES, createPublicKey(native), await key.sign(BYTES)))

    const { keys, signingAlgorithm } = await key.webCrypto()
    t.same(Buffer.from(await crypto.subtle.exportKey('spki', keys.publicKey)), key.spki)
    const signature = Buffer.from(
      await crypto.subtle.sign(signingAlgorithm, keys.privateKey, BYTES),
    )
    const publicKey = { key: createPublicKey(native), dsaEncoding: 'ieee-p1363' } as const
    t.ok(verify(hash, BYTES, publicKey, signature))
    t.equal(await key.webCrypto(), await key.webCrypto())
  })
}

void t.test('P-224 signs certificates, and WebCrypto does not know it', async (t) => {
  const key = SigningKey.of(generateKeyPairSync('ec', { namedCurve: 'P-224' }).privateKey)!
  t.ok((await key.sign(BYTES)).length > 0)
  await t.rejects(key.webCrypto(), TypeError)
})
