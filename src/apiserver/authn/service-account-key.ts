import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import type { JsonObject } from '../../apimachinery/text/json.ts'
import { exportKey, generateKey } from '../../ca/keys.ts'
import { createOnce } from '../../storage/create-once.ts'
import type { Settings } from '../../storage/store.ts'
import { isSignedBy, readJwt } from './jwt.ts'

export interface TokenSigningKey {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  /** public id of the key: SHA-256 of its SubjectPublicKeyInfo, in base64url */
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
 * RSA key that signs service account tokens, kept over restarts. Generated on first use, since
 * generation takes up to a second.
 */
export class ServiceAccountKey {
  readonly #settings: KeySettings
  #key: TokenSigningKey | undefined
  #making: Promise<TokenSigningKey> | undefined

  constructor(settings: KeySettings) {
    this.#settings = settings
  }

  /** Returns the key; undefined before its first use. */
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
        // retry after a failed write
        this.#making = undefined
      })
    return this.#making
  }
}

type SignedClaims =
  { readonly claims: JsonObject } | { readonly claims?: undefined; readonly error: string }

/**
 * Returns the claims of an issuer's token, or an error for an invalid signature; undefined for
 * other issuers' tokens. Only this server has the key, so signed claims are well-formed.
 */
export const signedClaims = (
  token: string,
  issuer: string,
  key: ServiceAccountKey,
): SignedClaims | undefined => {
  const jwt = readJwt(token)
  if (jwt === undefined || jwt.claims['iss'] !== issuer) return undefined
  const signing = key.existing()
  const kid = jwt.header['kid'] ?? ''
  // another server, or this one with an earlier key, made the token
  if (signing === undefined || (kid !== '' && kid !== signing.kid))
    return { error: 'invalid signature, no keys found' }
  if (isSignedBy(jwt, signing.publicKey)) return { claims: jwt.claims }
  return { error: 'go-jose/go-jose: error in cryptographic primitive' }
}
