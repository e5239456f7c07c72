/** Bare signatures of Node on one core: a cost that this project cannot reduce. */
import { randomBytes, sign } from 'node:crypto'
import { generateKey } from '../dist/ca/keys.js'
import { rateOwn } from './measure.mjs'

/** The size of a typical certificate's signed part. */
const LENGTH = 700

/** Measures `count` signatures with a new RSA-2048 key. */
export const bareSignature = async (name, count) => {
  const key = await generateKey('rsa2048')
  const bytes = randomBytes(LENGTH)
  const figure = await rateOwn(name, count, 1, () => sign('sha256', bytes, key))
  return { ...figure, reference: true }
}
