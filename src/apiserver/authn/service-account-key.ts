import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import type { JsonObject } from '../../apimachinery/text/json.ts'
import { exportKey, generateKey } from '../../ca/keys.ts'
import { createOnce } from '../../storage/create-once.ts'
import type { Settings } from '../../storage/store.ts'
import type { TokenAuthenticator, TokenFinding } from './bearer.ts'
import { hasValidSignature, readJwt } from './jwt.ts'

export interface TokenSigningKey {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  /** SHA-256 of the SubjectPublicKeyInfo, base64url */
  readonly kid: string
}

type KeySettings = Pick<Settings, 'get' | 'change'>

const SETTING = 'sa.key'

const signingKey = (privateKey: KeyObject): TokenSigningKey => {
  const publicKey = createPublicKey(privateKey)
  const der = publicKey.export({ type: 'spki', format: 'der' })
  return { privateKey, publicKey, kid: createHash('sha256').update(der).digest('base64url') }
}

/**
 * The RSA key of service account tokens. Generated on first use: generation takes up to a second.
 */
export class ServiceAccountKey {
  readonly #settings: KeySettings
  #key: TokenSigningKey | undefined
  #making: Promise<TokenSigningKey> | undefined

  constructor(settings: KeySettings) {
    this.#settings = settings
  }

  /** Returns undefined until the key has been generated. */
  existing(): TokenSigningKey | undefined {
    if (this.#key === undefined) {
      const stored = this.#settings.get(SETTING)
      if (stored !== undefined) this.#key = signingKey(createPrivateKey(stored))
    }
    return this.#key
  }

  async get(): Promise<TokenSigningKey> {
    const existing = this.existing()
    if (existing !== undefined) return existing
    this.#making ??= createOnce(
      () => this.existing(),
      async () => signingKey(await generateKey('rsa2048')),
      ({ privateKey }) => this.#settings.change({ [SETTING]: Buffer.from(exportKey(privateKey)) }),
    )
      .then((key) => (this.#key = key))
      .finally(() => {
        // after a failed write, the next call tries again
        this.#making = undefined
      })
    return this.#making
  }
}

/**
 * `accept` checks the claims of a signed token of `issuer`. They are well-formed, since only csrlab
 * signs with this key.
 */
export const signedTokens =
  (
    key: ServiceAccountKey,
    issuer: string,
    accept: (claims: JsonObject, token: string, audiences: readonly string[]) => TokenFinding,
  ): TokenAuthenticator =>
  (token, audiences) => {
    const jwt = readJwt(token)
    if (jwt === undefined || jwt.claims['iss'] !== issuer) return undefined
    const signing = key.existing()
    const kid = jwt.header['kid'] ?? ''
    // the token is from another server, or was signed with an earlier key
    if (signing === undefined || (kid !== '' && kid !== signing.kid))
      return { error: 'invalid signature, no keys found' }
    if (hasValidSignature(jwt, signing.publicKey)) return accept(jwt.claims, token, audiences)
    return { error: 'go-jose/go-jose: error in cryptographic primitive' }
  }
