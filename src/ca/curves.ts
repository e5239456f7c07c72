export type Curve = 'P-224' | 'P-256' | 'P-384' | 'P-521'

interface CurveParameters {
  name: Curve
  bits: number
  p: bigint
  /** the constant of y² = x³ − 3x + b */
  b: bigint
}

/** NIST's prime curves by OID (FIPS 186-4, D.1.2). */
export const CURVE_BY_OID = new Map<string, CurveParameters>([
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

/**
 * Returns Go 1.26's error for bytes that are not an uncompressed point of the curve (SEC 1, 2.3.3).
 */
export const pointProblem = (
  { name, bits, p, b }: CurveParameters,
  point: Buffer,
): string | undefined => {
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
