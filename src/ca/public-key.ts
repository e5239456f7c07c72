/*
 * Checks and re-encodes public keys as Go does. `@peculiar/asn1-x509` keeps the bits unchecked.
 */
import { DerReader, int64Of, TAG } from './der/read.ts'
import { NULL, oid, sequence, tlv, wholeBitString } from './der/write.ts'
import { fail, ifReadable, X509Error } from './errors.ts'
import { OID } from './oid.ts'

export type Curve = 'P-224' | 'P-256' | 'P-384' | 'P-521'

export type KeyAlgorithm = 'RSA' | 'ECDSA' | 'Ed25519'

export interface PublicKey {
  /** undefined for unknown algorithms, which Go accepts */
  algorithm: KeyAlgorithm | undefined
  /** SubjectPublicKeyInfo; re-encoded, except for unknown algorithms */
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

/**
 * Reads a SubjectPublicKeyInfo like Go's `x509.ParsePKIXPublicKey`.
 *
 * @throws X509Error with Go's text
 */
export const parsePkixPublicKey = (der: Buffer): PublicKey => {
  const reader = new DerReader(der)
  const info = publicKeyInfoField(reader)
  reader.expectEnd()
  return parsePublicKey(info)
}

/** Reads a SubjectPublicKeyInfo without checking the key. Throws X509Error with Go's text. */
export const publicKeyInfoField = (reader: DerReader): PublicKeyInfo => {
  const { content, full } = reader.field(TAG.sequence, 'publicKeyInfo')
  const inner = new DerReader(content)
  return { ...algorithmField(inner), key: inner.bitStringField(), spki: full }
}

/** Throws X509Error with Go's text. */
export const algorithmField = (reader: DerReader): AlgorithmIdentifier => {
  const inner = new DerReader(reader.field(TAG.sequence, 'AlgorithmIdentifier').content)
  const algorithm = inner.oidField()
  return { algorithm, parameters: inner.empty ? Buffer.alloc(0) : inner.rawField().full }
}

/** `oid`: dotted. */
export const isKnownCurve = (oid: string): boolean => CURVE_BY_OID.has(oid)

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
    default:
      return { algorithm: undefined, spki }
  }
}

interface CurveParameters {
  name: Curve
  bits: number
  p: bigint
  /** the constant of y² = x³ − 3x + b */
  b: bigint
}

/** NIST's prime curves by OID (FIPS 186-4, D.1.2). */
const CURVE_BY_OID = new Map<string, CurveParameters>([
  [
    '1.3.132.0.33',
    {
      name: 'P-224',
      bits: 224,
      p: 2n ** 224n - 2n ** 96n + 1n,
      b: 0xb4050a850c04b3abf54132565044b0b7d7bfd8ba270b39432355ffb4n,
    },
  ],
  [
    '1.2.840.10045.3.1.7',
    {
      name: 'P-256',
      bits: 256,
      p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
      b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
    },
  ],
  [
    '1.3.132.0.34',
    {
      name: 'P-384',
      bits: 384,
      p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
      b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
    },
  ],
  [
    '1.3.132.0.35',
    {
      name: 'P-521',
      bits: 521,
      p: 2n ** 521n - 1n,
      b: 0x051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
    },
  ],
])

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
  const reader = new DerReader(key).inside(TAG.sequence) ?? fail('invalid RSA public key')
  const n = reader.integer() ?? fail('invalid RSA modulus')
  const e = reader.integer() ?? fail('invalid RSA public exponent')
  const exponent = ifReadable(() => int64Of(e)) ?? fail('invalid RSA public exponent')
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

/**
 * Returns Go 1.26's error for bytes that are not an uncompressed point of the curve (SEC 1, 2.3.3).
 */
const pointProblem = ({ name, bits, p, b }: CurveParameters, point: Buffer): string | undefined => {
  if (point[0] !== 4) return 'ecdsa: invalid uncompressed public key'
  const goName = name.replace('-', '')
  const size = Math.ceil(bits / 8)
  if (point.length !== 1 + 2 * size) return `invalid ${goName} point encoding`
  const x = BigInt(`0x${point.toString('hex', 1, 1 + size)}`)
  const y = BigInt(`0x${point.toString('hex', 1 + size)}`)
  if (x >= p || y >= p)
    return name === 'P-256' ? 'invalid P256 element encoding' : `invalid ${goName}Element encoding`
  return (y * y - x * x * x + 3n * x - b) % p === 0n ? undefined : `${goName} point not on curve`
}
