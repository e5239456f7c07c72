/*
 * Go checks a key when reading it, and re-encodes its numbers into the certificate.
 * `@peculiar/asn1-x509` keeps the bits unchecked.
 */
import { DerReader, int64Of, TAG } from './der.ts'
import { NULL, oid, sequence, tlv, wholeBitString } from './der-writer.ts'
import { X509Error } from './errors.ts'
import { CURVE_BY_OID, type Curve, pointProblem } from './curves.ts'
import { OID } from './oid.ts'

export type KeyAlgorithm = 'RSA' | 'DSA' | 'ECDSA' | 'Ed25519'

export interface PublicKey {
  /** undefined for unknown algorithms: Go accepts such a key but cannot verify with it */
  algorithm: KeyAlgorithm | undefined
  /** DER of the SubjectPublicKeyInfo, re-encoded for certificates */
  spki: Buffer
  /** size of the RSA modulus or of the curve's field */
  bits: number
  curve?: Curve
  /** RSA only: big-endian, without leading zeros */
  modulus?: Buffer
  exponent?: bigint
}

const malformed = (message: string): X509Error => new X509Error(`x509: ${message}`)

const isPositive = (integer: Buffer): boolean =>
  (integer[0]! & 0x80) === 0 && (integer.length > 1 || integer[0] !== 0)

const RSA_ALGORITHM = sequence(oid(OID.rsaEncryption), NULL)
const ED25519_ALGORITHM = sequence(oid(OID.ed25519))
const EC_OID = oid(OID.ecPublicKey)
const EC_ALGORITHMS = new Map(
  Array.from(CURVE_BY_OID.keys(), (curve) => [curve, sequence(EC_OID, oid(curve))]),
)

/** Returns the received bytes if equal, so that only one copy is retained. */
const sameOr = (given: Buffer, written: Buffer): Buffer => (written.equals(given) ? given : written)

const parseRsa = (parameters: Buffer, key: Buffer, given: Buffer): PublicKey => {
  if (!parameters.equals(NULL)) throw malformed('RSA key missing NULL parameters')
  const reader = new DerReader(key).inside(TAG.sequence)
  if (!reader) throw malformed('invalid RSA public key')
  const n = reader.integer()
  if (!n) throw malformed('invalid RSA modulus')
  const e = reader.integer()
  const exponent = e && int64Of(e)
  if (!e || exponent === undefined) throw malformed('invalid RSA public exponent')
  if (!isPositive(n)) throw malformed('RSA modulus is not a positive number')
  if (exponent <= 0n) throw malformed('RSA public exponent is not a positive number')

  const modulus = n[0] === 0 ? n.subarray(1) : n
  const bits = modulus.length * 8 - Math.clz32(modulus[0]!) + 24
  const numbers = sequence(tlv(TAG.integer, n), tlv(TAG.integer, e))
  const spki = sequence(RSA_ALGORITHM, wholeBitString(numbers))
  return { algorithm: 'RSA', spki: sameOr(given, spki), bits, modulus, exponent }
}

const parseEcdsa = (parameters: Buffer, point: Buffer, given: Buffer): PublicKey => {
  const curveOid = new DerReader(parameters).oid()
  if (curveOid === undefined) throw malformed('invalid ECDSA parameters')
  const curve = CURVE_BY_OID.get(curveOid)
  if (!curve) throw malformed('unsupported elliptic curve')
  const problem = pointProblem(curve, point)
  if (problem !== undefined) throw new X509Error(problem)
  const spki = sequence(EC_ALGORITHMS.get(curveOid)!, wholeBitString(point))
  return { algorithm: 'ECDSA', spki: sameOr(given, spki), bits: curve.bits, curve: curve.name }
}

const parseDsa = (parameters: Buffer, key: Buffer, spki: Buffer): PublicKey => {
  const y = new DerReader(key).integer()
  if (!y) throw malformed('invalid DSA public key')
  const reader = new DerReader(parameters).inside(TAG.sequence)
  const p = reader?.integer()
  const q = p && reader?.integer()
  const g = q && reader?.integer()
  if (!p || !q || !g) throw malformed('invalid DSA parameters')
  if (![y, p, q, g].every(isPositive)) throw malformed('zero or negative DSA parameter')
  return { algorithm: 'DSA', spki, bits: p.length * 8 }
}

/**
 * Reads a public key with the checks of Go's `crypto/x509`.
 *
 * @param algorithm dotted OID
 * @param parameters DER of the algorithm's parameters, empty when absent
 * @param key bits of the subjectPublicKey
 * @param spki DER of the SubjectPublicKeyInfo as received
 * @throws X509Error with Go's text
 */
export const parsePublicKey = (
  algorithm: string,
  parameters: Buffer,
  key: Buffer,
  spki: Buffer,
): PublicKey => {
  switch (algorithm) {
    case OID.rsaEncryption:
      return parseRsa(parameters, key, spki)
    case OID.ecPublicKey:
      return parseEcdsa(parameters, key, spki)
    case OID.ed25519:
      if (parameters.length > 0) throw malformed('Ed25519 key encoded with illegal parameters')
      if (key.length !== 32) throw malformed('wrong Ed25519 public key size')
      return {
        algorithm: 'Ed25519',
        spki: sequence(ED25519_ALGORITHM, wholeBitString(key)),
        bits: 256,
      }
    case OID.dsa:
      return parseDsa(parameters, key, spki)
    default:
      return { algorithm: undefined, spki, bits: 0 }
  }
}
