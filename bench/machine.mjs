/** How fast the machine is just now: shared ones vary by half from minute to minute, and figures with them. */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { inFlight, rate } from './measure.mjs'

const SIGNATURES = 2000

/** Signatures with RSA-2048 on one core, of which nothing in this project can change the cost. */
export const machine = async (when) => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const bytes = randomBytes(700)
  const done = await inFlight(SIGNATURES, 1, () => sign('sha256', bytes, privateKey))
  return { ...rate(`the machine, ${when}: RSA-2048 signatures`, done), reference: true }
}
