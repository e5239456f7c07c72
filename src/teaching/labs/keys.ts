import { createPublicKey } from 'node:crypto'
import { CaError } from '../../ca/errors.ts'
import { loadKey } from '../../ca/keys.ts'

/** Returns the DER of the SubjectPublicKeyInfo; undefined without a readable key. */
export const publicKeyOf = (bytes: Buffer): Buffer | undefined => {
  try {
    return createPublicKey(loadKey(bytes)).export({ type: 'spki', format: 'der' })
  } catch (error) {
    if (error instanceof CaError) return undefined
    throw error
  }
}
