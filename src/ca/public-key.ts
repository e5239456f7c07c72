/*
 * Checks and re-encodes keys as Go does. `@peculiar/asn1-x509` keeps the bits unchecked.
 */
import { DerReader, int64Of, TAG } from './der.ts'
import { NULL, oid, sequence, tlv, wholeBitString } from './der-writer.ts'
import { fail, X509Error } from './errors.ts'
import { inside } from './der-sequence.ts'
import { CURVE_BY_OID, type Curve, pointProblem } from './curves.ts'
import { OID } from './oid.ts'

export type KeyAlgorithm = 'RSA' | 'DSA' | 'ECDSA' | 'Ed25519'

export interface PublicKey {
  /** undefined for unknown algorithms, which Go accepts */
  algorithm: KeyAlgorithm | undefined
  /** SubjectPublicKeyInfo; re-encoded, except for DSA and unknown algorithms */
  spki: Buffer
  curve?: Curve
  /** RSA only: the length of the modulus */
  bits?: number
  /** RSA only: big-endian, without leading zeros */
  modulus?: Buffer
  exponent?: bigint
}

export interface AlgorithmIdentifier {
  algorithm: string
  /** DER of the parameters, empty when absent */
  parameters: Buffer
}

/** Unchecked parts of a SubjectPublicKeyInfo. */
export interface PublicKeyInfo extends AlgorithmIdentifier {
  key: Buffer
  spki: Buffer
}

const isPositive = (integer: Buffer): boolean =>
  (integer[0]! & 0x80) === 0 && (integer.length > 1 || integer[0] !== 0)

const RSA_ALGORITHM = sequence(oid(OID.rsaEncryption), NULL)
const ED25519_ALGORITHM = sequence(oid(OID.ed25519))
const EC_OID = oid(OID.ecPublicKey)
const EC_ALGORITHMS = new Map(
  Array.from(CURVE_BY_OID.keys(), (curve) => [curve, sequence(EC_OID, oid(curve))]),
)

/** Saves memory: equal bytes are retained once. */
const sameOr = (given: Buffer, written: Buffer): Buffer => (written.equals(given) ? given : written)

const parseRsa = ({ parameters, key, spki }: PublicKeyInfo): PublicKey => {
  if (!parameters.equals(NULL)) fail('RSA key missing NULL parameters')
  const reader = inside(key, 'invalid RSA public key')
  const n = reader.integer() ?? fail('invalid RSA modulus')
  const e = reader.integer() ?? fail('invalid RSA public exponent')
  const exponent = int64Of(e) ?? fail('invalid RSA public exponent')
  if (!isPositive(n)) fail('RSA modulus is not a positive number')
  if (exponent <= 0n) fail('RSA public exponent is not a positive number')

  const modulus = n[0] === 0 ? n.subarray(1) : n
  const bits = modulus.length * 8 - Math.clz32(modulus[0]!) + 24
  const numbers = sequence(tlv(TAG.integer, n), tlv(TAG.integer, e))
  const written = sequence(RSA_ALGORITHM, wholeBitString(numbers))
  return { algorithm: 'RSA', spki: sameOr(spki, written), bits, modulus, exponent }
}

const parseEcdsa = ({ parameters, key, spki }: PublicKeyInfo): PublicKey => {
  const curveOid = new DerReader(parameters).oid() ?? fail('invalid ECDSA parameters')
  const curve = CURVE_BY_OID.get(curveOid) ?? fail('unsupported elliptic curve')
  const problem = pointProblem(curve, key)
  if (problem !== undefined) throw new X509Error(problem)
  const written = sequence(EC_ALGORITHMS.get(curveOid)!, wholeBitString(key))
  return { algorithm: 'ECDSA', spki: sameOr(spki, written), curve: curve.name }
}

const parseDsa = ({ parameters, key, spki }: PublicKeyInfo): PublicKey => {
  const y = new DerReader(key).integer() ?? fail('invalid DSA public key')
  const reader = inside(parameters, 'invalid DSA parameters')
  const next = (): Buffer => reader.integer() ?? fail('invalid DSA parameters')
  const [p, q, g] = [next(), next(), next()]
  if (![y, p, q, g].every(isPositive)) fail('zero or negative DSA parameter')
  return { algorithm: 'DSA', spki }
}

/** @throws X509Error with the text of Go's `crypto/x509` */
export const parsePublicKey = (info: PublicKeyInfo): PublicKey => {
  const { algorithm, parameters, key, spki } = info
  switch (algorithm) {
    case OID.rsaEncryption:
      return parseRsa(info)
    case OID.ecPublicKey:
      return parseEcdsa(info)
    case OID.ed25519:
      if (parameters.length > 0) fail('Ed25519 key encoded with illegal parameters')
      if (key.length !== 32) fail('wrong Ed25519 public key size')
      return { algorithm: 'Ed25519', spki: sequence(ED25519_ALGORITHM, wholeBitString(key)) }
    case OID.dsa:
      return parseDsa(info)
    default:
      return { algorithm: undefined, spki }
  }
}
