/** Bare signatures of Node on one core: a cost that this project cannot reduce. */
import { randomBytes, sign } from 'node:crypto'
import { generateKey } from '../dist/ca/keys.js'
import { rateOwn } from './measure.mjs'

/** Digest names of node:crypto by key type, if not sha256; Ed25519 has none. */
const HASHES = { p384: 'sha384', p521: 'sha512', ed25519: null }

/** The size of a typical certificate's signed part. */
const LENGTH = 700

/** Measures `count` signatures with a new key of this type. */
export const bareSignature = async (name, keyType, count) => {
  const { [keyType]: hash = 'sha256' } = HASHES
  const key = await generateKey(keyType)
  const bytes = randomBytes(LENGTH)
  const figure = await rateOwn(name, count, 1, () => sign(hash, bytes, key))
  return { ...figure, reference: true }
}
