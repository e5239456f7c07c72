import type { KeyObject } from 'node:crypto'
import { OID } from './oid.ts'

/** How a CA with some kind of key signs. */
export interface SignatureScheme {
  /** digest as node:crypto names it; undefined for Ed25519 */
  hash: string | undefined
  /** dotted OID of the signature's algorithm */
  algorithm: string
  /** whether the algorithm is followed by NULL: RSA's is (RFC 4055, 5) */
  hasNull: boolean
  /**
   * signs at once rather than on a thread of the pool: handing over costs 35 µs of processor time, more than a signature with P-256
   * (28 µs) or Ed25519, and without it the CA issues 1.6 times as much
   */
  atOnce: boolean
}

/** By the names that OpenSSL has for the curves. */
const BY_CURVE = new Map<string | undefined, Pick<SignatureScheme, 'hash' | 'algorithm'>>([
  ['secp224r1', { hash: 'sha256', algorithm: '1.2.840.10045.4.3.2' }],
  ['prime256v1', { hash: 'sha256', algorithm: '1.2.840.10045.4.3.2' }],
  ['secp384r1', { hash: 'sha384', algorithm: '1.2.840.10045.4.3.3' }],
  ['secp521r1', { hash: 'sha512', algorithm: '1.2.840.10045.4.3.4' }],
])

/**
 * The signature algorithm that Go takes for a CA's key.
 *
 * @returns undefined for a key that cannot sign certificates
 */
export const signatureScheme = ({
  asymmetricKeyType,
  asymmetricKeyDetails = {},
}: KeyObject): SignatureScheme | undefined => {
  const { modulusLength = 0, namedCurve } = asymmetricKeyDetails
  switch (asymmetricKeyType) {
    case 'rsa':
      // Go signs with no shorter key
      if (modulusLength < 1024) return undefined
      return { hash: 'sha256', algorithm: '1.2.840.113549.1.1.11', hasNull: true, atOnce: false }
    case 'ed25519':
      return { hash: undefined, algorithm: OID.ed25519, hasNull: false, atOnce: true }
    case 'ec': {
      const scheme = BY_CURVE.get(namedCurve)
      return scheme && { ...scheme, hasNull: false, atOnce: namedCurve === 'prime256v1' }
    }
    default:
      return undefined
  }
}
