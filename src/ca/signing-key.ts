import { createPublicKey, type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'
import { signatureScheme, type SignatureScheme } from './signature-scheme.ts'

const signAsync = promisify(sign)

const signingKeys = new WeakMap<KeyObject, SigningKey>()

/** Private key that can sign certificates, one object per key. */
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

  /**
   * @returns the same object for the same key; undefined for a key that cannot sign certificates
   */
  static of(key: KeyObject): SigningKey | undefined {
    const known = signingKeys.get(key)
    if (known !== undefined) return known
    const scheme = signatureScheme(key)
    if (scheme === undefined) return undefined
    const made = new SigningKey(key, scheme)
    signingKeys.set(key, made)
    return made
  }

  sign(bytes: Buffer): Buffer | Promise<Buffer> {
    const { hash, atOnce } = this.scheme
    return atOnce ? sign(hash, bytes, this.#key) : signAsync(hash, bytes, this.#key)
  }
}
