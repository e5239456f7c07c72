/** Private keys in files. */
import { createPublicKey } from 'node:crypto'
import { CaError } from '../../ca/errors.ts'
import { loadKey } from '../../ca/keys.ts'

/** The public half of the private key in a file, DER of its SubjectPublicKeyInfo; undefined where there is none. */
export const publicKeyOf = (bytes: Buffer): Buffer | undefined => {
  try {
    return createPublicKey(loadKey(bytes)).export({ type: 'spki', format: 'der' })
  } catch (error) {
    if (error instanceof CaError) return undefined
    throw error
  }
}
