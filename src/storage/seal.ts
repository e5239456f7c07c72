/** Encrypts values with a key from a passphrase: scrypt (RFC 7914) and AES-256-GCM. */
import { createCipheriv, createDecipheriv, scryptSync } from 'node:crypto'
import type { Entropy } from '../apimachinery/entropy.ts'

/** Stored beside the values, which stay readable if a later version raises {@link COST}. */
export interface SealParameters {
  readonly kdf: 'scrypt'
  readonly N: number
  readonly r: number
  readonly p: number
  readonly salt: string
}

const CIPHER = 'aes-256-gcm'
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const SALT_BYTES = 16

/** Deriving a key takes 64 MiB and a fifth of a second. */
const COST = { N: 2 ** 16, r: 8, p: 1 }

export const newSealParameters = (entropy: Entropy): SealParameters => ({
  kdf: 'scrypt',
  ...COST,
  salt: entropy.bytes(SALT_BYTES).toString('base64'),
})

export type Seal = ReturnType<typeof sealWith>

export const sealWith = (
  passphrase: string,
  { N, r, p, salt }: SealParameters,
  entropy: Entropy,
) => {
  const cost = { N, r, p, maxmem: 256 * N * r }
  const key = scryptSync(passphrase, Buffer.from(salt, 'base64'), KEY_BYTES, cost)
  return {
    /** The result opens only under the same `name`, so values cannot be swapped. */
    close(name: string, value: Buffer): Buffer {
      const nonce = entropy.bytes(NONCE_BYTES)
      const cipher = createCipheriv(CIPHER, key, nonce)
      cipher.setAAD(Buffer.from(name))
      return Buffer.concat([nonce, cipher.update(value), cipher.final(), cipher.getAuthTag()])
    },
    /** Returns undefined for a wrong passphrase or a changed value. */
    open(name: string, sealed: Buffer): Buffer | undefined {
      if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined
      const end = sealed.length - TAG_BYTES
      const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES))
      decipher.setAAD(Buffer.from(name))
      decipher.setAuthTag(sealed.subarray(end))
      try {
        return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, end)), decipher.final()])
      } catch {
        return undefined
      }
    },
  }
}
