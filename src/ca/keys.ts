/* Private keys: made, read, checked against a certificate, and used to sign certificates. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto'
import { promisify } from 'node:util'
import { parseCertificate } from './certificate.ts'
import { NULL, oid, sequence } from './der/write.ts'
import { caError, readOr } from './errors.ts'
import { OID } from './oid.ts'
import { decodePemBlocks } from './pem.ts'
import type { KeyAlgorithm, PublicKey } from './public-key.ts'

export type KeyType = 'rsa2048' | 'rsa3072' | 'rsa4096' | 'p256' | 'p384' | 'p521' | 'ed25519'

/**
 * Makes RSA keys on a pool thread, since they take 50 ms to some seconds; other keys take up to
 * about a millisecond. `@peculiar/webcrypto` would make RSA keys on the event loop.
 */
export const generateKey = async (type: KeyType): Promise<KeyObject> => {
  switch (type) {
    case 'rsa2048':
    case 'rsa3072':
    case 'rsa4096':
      return (await generateRsa('rsa', { modulusLength: Number(type.slice(3)) })).privateKey
    case 'ed25519':
      return generateKeyPairSync('ed25519').privateKey
    default:
      return generateKeyPairSync('ec', { namedCurve: type.replace('p', 'P-') }).privateKey
  }
}

export const exportKey = (key: KeyObject): string =>
  key.export({ type: 'pkcs8', format: 'pem' }).toString()

export const spkiOf = (key: KeyObject): Buffer =>
  createPublicKey(key).export({ type: 'spki', format: 'der' })

/** For error texts: the name of the key, and the option that sets its passphrase. */
export interface KeyNames {
  readonly key: string
  readonly passphrase?: string | undefined
}

/**
 * Reads the first private key of a PEM text: PKCS #1, SEC 1 or PKCS #8, encrypted or not.
 *
 * @throws CaError
 */
export const loadKey = (
  pem: Buffer | string,
  passphrase?: string,
  names: KeyNames = { key: 'the CA key' },
): KeyObject => {
  const block = decodePemBlocks(pem).find(({ type }) => PRIVATE_KEY_TYPES.has(type))
  if (!block) throw caError(`${names.key} is not a private key in PEM.`)
  const encrypted = block.isEncrypted
  if (encrypted && passphrase === undefined) {
    const where = names.passphrase === undefined ? '' : ` with ${names.passphrase}`
    throw caError(`${names.key} is encrypted, and no passphrase was given${where}.`)
  }
  try {
    return createPrivateKey({
      key: pem,
      ...(encrypted && { passphrase: passphrase! }),
    })
  } catch (cause) {
    const which =
      names.passphrase === undefined ? 'this passphrase' : `the passphrase from ${names.passphrase}`
    throw caError(`${names.key} cannot be read${encrypted ? ` with ${which}` : ''}.`, { cause })
  }
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

export interface SigningKey {
  readonly algorithm: Buffer
  readonly sign: (bytes: Buffer) => Buffer | Promise<Buffer>
}

/**
 * @param name of the key in the error's text
 * @throws CaError for a kind of key that cannot sign certificates
 */
export const signingKeyOf = (key: KeyObject, name: string): SigningKey => {
  const { modulusLength: bits = Infinity, namedCurve } = key.asymmetricKeyDetails ?? {}
  const type = namedCurve ?? key.asymmetricKeyType
  const scheme = SCHEMES.get(type)
  if (!scheme || bits < MIN_RSA_BITS) {
    const size = bits === Infinity ? '' : ` of ${bits} bits`
    throw caError(
      `${name} is of type ${type}${size}, which cannot sign certificates; use RSA with at least ${MIN_RSA_BITS} bits, a NIST curve or Ed25519.`,
    )
  }
  const { hash, algorithm, atOnce } = scheme
  return {
    algorithm,
    sign: (bytes) => (atOnce ? sign(hash, bytes, key) : signAsync(hash, bytes, key)),
  }
}

const generateRsa = promisify(generateKeyPair)

const PRIVATE_KEY_TYPES = new Set([
  'PRIVATE KEY',
  'ENCRYPTED PRIVATE KEY',
  'RSA PRIVATE KEY',
  'EC PRIVATE KEY',
])

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
  if (algorithm === undefined) return 'tls: unknown public key algorithm'
  if (algorithm !== keyAlgorithm) return 'tls: private key type does not match public key type'
  return spkiOf(key).equals(spki) ? undefined : 'tls: private key does not match public key'
}

interface SignatureScheme {
  /** node:crypto's name; undefined for Ed25519 */
  hash: string | undefined
  /** DER of the AlgorithmIdentifier */
  algorithm: Buffer
  /** signs on the event loop, which is faster: handing over to a pool thread takes 35 µs */
  atOnce?: boolean
}

const ecdsaSha256 = { hash: 'sha256', algorithm: sequence(oid('1.2.840.10045.4.3.2')) }

/** Go's algorithms by OpenSSL's names of key types and curves. */
const SCHEMES = new Map<string | undefined, SignatureScheme>([
  // RFC 4055, section 5, requires NULL parameters
  ['rsa', { hash: 'sha256', algorithm: sequence(oid('1.2.840.113549.1.1.11'), NULL) }],
  ['ed25519', { hash: undefined, algorithm: sequence(oid(OID.ed25519)), atOnce: true }],
  ['secp224r1', ecdsaSha256],
  ['prime256v1', { ...ecdsaSha256, atOnce: true }],
  ['secp384r1', { hash: 'sha384', algorithm: sequence(oid('1.2.840.10045.4.3.3')) }],
  ['secp521r1', { hash: 'sha512', algorithm: sequence(oid('1.2.840.10045.4.3.4')) }],
])

/** Go refuses to sign with shorter RSA keys. */
const MIN_RSA_BITS = 1024

const signAsync = promisify(sign)
