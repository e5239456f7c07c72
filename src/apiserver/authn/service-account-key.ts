import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { exportKey, generateKey } from '../../ca/keys.ts'
import { keptOnce } from '../../storage/kept-once.ts'

export interface SigningKey {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  /** names the key without giving it away: SHA-256 of its SubjectPublicKeyInfo, in base64url */
  readonly kid: string
}

/** Where it is kept: a part of the settings of a store. */
interface KeyPlace {
  get(name: string): Buffer | undefined
  /** what it returns is waited for */
  set(name: string, value: Buffer): unknown
}

const SETTING = 'sa.key'

const signingKey = (privateKey: KeyObject): SigningKey => {
  const publicKey = createPublicKey(privateKey)
  const der = publicKey.export({ type: 'spki', format: 'der' })
  return { privateKey, publicKey, kid: createHash('sha256').update(der).digest('base64url') }
}

/**
 * The RSA key that tokens of service accounts are signed with, kept over restarts. It takes up to a second to make, so that it is
 * made when it is first needed.
 */
export class ServiceAccountKey {
  readonly #settings: KeyPlace
  #key: SigningKey | undefined
  #making: Promise<SigningKey> | undefined

  constructor(settings: KeyPlace) {
    this.#settings = settings
  }

  /** The key; undefined as long as nothing has been signed. */
  existing(): SigningKey | undefined {
    if (this.#key === undefined) {
      const stored = this.#settings.get(SETTING)
      if (stored !== undefined) this.#key = signingKey(createPrivateKey(stored))
    }
    return this.#key
  }

  /** The key, made if need be. */
  async get(): Promise<SigningKey> {
    const existing = this.existing()
    if (existing !== undefined) return existing
    this.#making ??= keptOnce(
      () => this.existing(),
      async () => signingKey(await generateKey('rsa2048')),
      ({ privateKey }) => this.#settings.set(SETTING, Buffer.from(exportKey(privateKey))),
    )
      .then((key) => (this.#key = key))
      .finally(() => {
        // what could not be kept is tried again
        this.#making = undefined
      })
    return this.#making
  }
}
