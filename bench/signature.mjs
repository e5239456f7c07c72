/** The signature alone, as Node makes it on one core: nothing in this project can change its cost. */
import { randomBytes, sign } from 'node:crypto'
import { generateKey } from '../dist/ca/keys.js'
import { rateOwn } from './measure.mjs'

/** Digests as node:crypto names them, by kinds of keys; Ed25519 has none. */
const HASHES = { p384: 'sha384', p521: 'sha512', ed25519: null }

/** As long as what is signed of a usual certificate. */
const LENGTH = 700

/** So many signatures with a new key of this type. */
export const bareSignature = async (name, keyType, count) => {
  const { [keyType]: hash = 'sha256' } = HASHES
  const key = await generateKey(keyType)
  const bytes = randomBytes(LENGTH)
  const figure = await rateOwn(name, count, 1, () => sign(hash, bytes, key))
  return { ...figure, reference: true }
}
