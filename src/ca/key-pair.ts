/** Checks keys and certificates like Go's `tls.X509KeyPair`. */
import { createPrivateKey, type KeyObject } from 'node:crypto'
import { parseCertificate } from './certificate.ts'
import { readOr } from './errors.ts'
import { spkiOf } from './keys.ts'
import { decodePemBlocks } from './pem.ts'
import type { KeyAlgorithm, PublicKey } from './public-key.ts'

const isKey = (type: string): boolean => type === 'PRIVATE KEY' || type.endsWith(' PRIVATE KEY')

const certificateMissing = (types: readonly string[]): string => {
  if (types.length === 0) return 'tls: failed to find any PEM data in certificate input'
  return types.length === 1 && types[0]!.endsWith('PRIVATE KEY')
    ? 'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched'
    : `tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [${types.join(' ')}]`
}

const keyMissing = (types: readonly string[]): string => {
  if (types.length === 0) return 'tls: failed to find any PEM data in key input'
  return types.length === 1 && types[0] === 'CERTIFICATE'
    ? 'tls: found a certificate rather than a key in the PEM for the private key'
    : `tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [${types.join(' ')}]`
}

/** Reads a private key in DER: like Go, tries PKCS #1, PKCS #8 and SEC 1 for any PEM label. */
export const readKey = (der: Buffer): KeyObject | undefined => {
  for (const type of ['pkcs1', 'pkcs8', 'sec1'] as const) {
    try {
      return createPrivateKey({ key: der, format: 'der', type })
    } catch {
      // try the next form
    }
  }
  return undefined
}

const ALGORITHMS: Readonly<Record<string, KeyAlgorithm>> = {
  rsa: 'RSA',
  ec: 'ECDSA',
  ed25519: 'Ed25519',
}

const mismatch = ({ algorithm, spki }: PublicKey, der: Buffer): string | undefined => {
  const key = readKey(der)
  if (key === undefined) return 'tls: failed to parse private key'
  const keyAlgorithm = ALGORITHMS[key.asymmetricKeyType ?? '']
  if (keyAlgorithm === undefined) return 'tls: found unknown private key type in PKCS#8 wrapping'
  if (algorithm === undefined || algorithm === 'DSA') return 'tls: unknown public key algorithm'
  if (algorithm !== keyAlgorithm) return 'tls: private key type does not match public key type'
  return spkiOf(key).equals(spki) ? undefined : 'tls: private key does not match public key'
}

/** Returns Go's error unless the first certificate and the first key match. */
export const keyPairProblem = (certificatePem: Buffer, keyPem: Buffer): string | undefined => {
  const certificates = decodePemBlocks(certificatePem)
  const leaf = certificates.find(({ type }) => type === 'CERTIFICATE')
  if (leaf === undefined) return certificateMissing(certificates.map(({ type }) => type))
  const keys = decodePemBlocks(keyPem)
  const block = keys.find(({ type }) => isKey(type))
  if (block === undefined) return keyMissing(keys.map(({ type }) => type))
  return readOr(
    () => mismatch(parseCertificate(leaf.der).publicKey, block.der),
    (problem) => problem,
  )
}
