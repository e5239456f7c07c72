import type { KeyObject } from 'node:crypto'
import { OID } from './oid.ts'

export interface SignatureScheme {
  /** node:crypto's name; undefined for Ed25519 */
  hash: string | undefined
  /** dotted OID */
  algorithm: string
  /** whether NULL parameters follow, as for RSA (RFC 4055, 5) */
  hasNull: boolean
  /**
   * whether to sign on the event loop: a pool thread costs 35 µs of processor time, more than a
   * P-256 (28 µs) or Ed25519 signature
   */
  atOnce: boolean
}

/** Schemes by OpenSSL's names of curves. */
const BY_CURVE = new Map<string | undefined, Pick<SignatureScheme, 'hash' | 'algorithm'>>([
  ['secp224r1', { hash: 'sha256', algorithm: '1.2.840.10045.4.3.2' }],
  ['prime256v1', { hash: 'sha256', algorithm: '1.2.840.10045.4.3.2' }],
  ['secp384r1', { hash: 'sha384', algorithm: '1.2.840.10045.4.3.3' }],
  ['secp521r1', { hash: 'sha512', algorithm: '1.2.840.10045.4.3.4' }],
])

/**
 * Go's signature algorithm for a CA key.
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
      // Go refuses to sign with shorter keys
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
