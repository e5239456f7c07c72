import { Crypto } from '@peculiar/webcrypto'
import { createPrivateKey, createPublicKey, type KeyObject, type webcrypto } from 'node:crypto'

/** The engine of all keys that are made here. */
export const crypto = new Crypto()

interface Algorithms {
  key: webcrypto.RsaHashedImportParams | webcrypto.EcKeyImportParams | webcrypto.Algorithm
  sign: webcrypto.Algorithm | webcrypto.EcdsaParams
}

const ecdsa = (namedCurve: string, hash: string): Algorithms => ({
  key: { name: 'ECDSA', namedCurve },
  sign: { name: 'ECDSA', hash },
})

const P256 = ecdsa('P-256', 'SHA-256')
const P384 = ecdsa('P-384', 'SHA-384')
const P521 = ecdsa('P-521', 'SHA-512')
const ED25519: Algorithms = { key: { name: 'Ed25519' }, sign: { name: 'Ed25519' } }
const RSA: Algorithms = {
  key: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  sign: { name: 'RSASSA-PKCS1-v1_5' },
}

/** By OpenSSL's names for kinds of keys and for curves. */
const BY_KEY = new Map<string | undefined, Algorithms>([
  ['rsa', RSA],
  ['ed25519', ED25519],
  ['prime256v1', P256],
  ['secp384r1', P384],
  ['secp521r1', P521],
])

/** A kind of key that is made at once: an RSA key would hold up the event loop, since the package makes it there. */
export type QuickKeyType = 'p256' | 'p384' | 'p521' | 'ed25519'

const BY_TYPE: Readonly<Record<QuickKeyType, Algorithms>> = {
  p256: P256,
  p384: P384,
  p521: P521,
  ed25519: ED25519,
}

/** Makes a private key; it takes less than one millisecond. */
export const makeKey = async (type: QuickKeyType): Promise<KeyObject> => {
  const algorithm = BY_TYPE[type].key as webcrypto.EcKeyGenParams
  const { privateKey } = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', privateKey))
  return createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
}

/** A private key as WebCrypto holds it, with its public one and how it signs. */
export interface WebCryptoSigner {
  keys: webcrypto.CryptoKeyPair
  signingAlgorithm: Algorithms['sign']
}

/** @throws TypeError for a kind of key that WebCrypto does not know */
export const importSigner = async (key: KeyObject): Promise<WebCryptoSigner> => {
  const algorithm = BY_KEY.get(key.asymmetricKeyDetails?.namedCurve ?? key.asymmetricKeyType)
  if (!algorithm) throw new TypeError(`no algorithm for a key of type ${key.asymmetricKeyType}`)
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' })
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' })
  const [privateKey, publicKey] = await Promise.all([
    crypto.subtle.importKey('pkcs8', pkcs8, algorithm.key, true, ['sign']),
    crypto.subtle.importKey('spki', spki, algorithm.key, true, ['verify']),
  ])
  return { keys: { privateKey, publicKey }, signingAlgorithm: algorithm.sign }
}
