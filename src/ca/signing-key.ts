import { createPublicKey, type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'
import { signatureScheme, type SignatureScheme } from './signature-scheme.ts'

const signAsync = promisify(sign)

/** Private key that can sign certificates. */
export class SigningKey {
  readonly scheme: SignatureScheme
  /** DER of the public key's SubjectPublicKeyInfo */
  readonly spki: Buffer
  readonly #key: KeyObject

  private constructor(key: KeyObject, scheme: SignatureScheme) {
    this.#key = key
    this.scheme = scheme
    this.spki = createPublicKey(key).export({ type: 'spki', format: 'der' })
  }

  /** @returns undefined for a key that cannot sign certificates */
  static of(key: KeyObject): SigningKey | undefined {
    const scheme = signatureScheme(key)
    return scheme && new SigningKey(key, scheme)
  }

  sign(bytes: Buffer): Buffer | Promise<Buffer> {
    const { hash, atOnce } = this.scheme
    return atOnce ? sign(hash, bytes, this.#key) : signAsync(hash, bytes, this.#key)
  }
}
