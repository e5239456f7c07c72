import { createPublicKey, generateKeyPairSync, type KeyObject, verify } from 'node:crypto'
import t from 'tap'
import { generateKey, type KeyType } from '../../src/ca/keys.ts'
import { signingKeyOf } from '../../src/ca/signing-key.ts'

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
