import { Crypto } from '@peculiar/webcrypto'
import { createPublicKey, type KeyObject, type webcrypto } from 'node:crypto'

/** Crypto provider of `@peculiar/x509`. */
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

/** Algorithms by OpenSSL's names of key types and curves. */
const BY_KEY = new Map<string | undefined, Algorithms>([
  ['rsa', RSA],
  ['ed25519', ED25519],
  ['prime256v1', P256],
  ['secp384r1', P384],
  ['secp521r1', P521],
])

/**
 * Imports a private key into WebCrypto, with its public key and signing algorithm.
 *
 * @throws TypeError for an unsupported kind of key
 */
export const importSigner = async (
  key: KeyObject,
): Promise<{ keys: webcrypto.CryptoKeyPair; signingAlgorithm: Algorithms['sign'] }> => {
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
