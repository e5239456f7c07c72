import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import t from 'tap'
import { generateKey, type KeyType } from '../../src/ca/keys.ts'
import { SigningKey } from '../../src/ca/signing-key.ts'

const BYTES = Buffer.from('what is signed')
const TYPES: readonly KeyType[] = ['rsa2048', 'p256', 'p384', 'p521', 'ed25519']

t.test('keys of each type sign, including P-224', async (t) => {
  const p224 = generateKeyPairSync('ec', { namedCurve: 'P-224' }).privateKey
  for (const native of [p224, ...(await Promise.all(TYPES.map(generateKey)))]) {
    const key = SigningKey.of(native)!
    t.ok(verify(key.scheme.hash, BYTES, createPublicKey(native), await key.sign(BYTES)))
  }
})
