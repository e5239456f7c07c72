import { type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'
import { NULL, oid, sequence } from './der-writer.ts'
import { caError } from './errors.ts'
import { OID } from './oid.ts'

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
