import { generateKeyPairSync } from 'node:crypto'
import t from 'tap'
import { TAG } from '../../src/ca/der/read.ts'
import {
  NULL,
  oid,
  sequence,
  tlv,
  unsignedContent,
  wholeBitString,
} from '../../src/ca/der/write.ts'
import { OID } from '../../src/ca/oid.ts'
import { verifyRequestSignature } from '../../src/ca/request.ts'
import {
  algorithm,
  ED25519,
  hex,
  p256,
  request,
  type RequestParts,
  rsa2048,
  SHA256_RSA,
  spkiOf,
  judge,
} from './builders.ts'

t.test('keys that Go rejects get its errors', async (t) => {
  const key = (keyAlgorithm: Buffer, bits: Buffer): RequestParts => ({
    spki: sequence(keyAlgorithm, wholeBitString(bits)),
  })
  const rsa = (...integers: Buffer[]) => sequence(...integers)
  const RSA = algorithm(OID.rsaEncryption, NULL)
  const curve = (id: string) => algorithm(OID.ecPublicKey, oid(id))
  const point = spkiOf(p256).subarray(-65)
  const off = Buffer.from(point)
  off[64]! ^= 1
  const compressed = Buffer.concat([Buffer.of(2 + (point[64]! & 1)), point.subarray(1, 33)])
  const one = hex('020101')
  const cases: [string, RequestParts, string][] = [
    [
      'an RSA key without NULL',
      key(algorithm(OID.rsaEncryption), rsa(one, one)),
      'x509: RSA key missing NULL parameters',
    ],
    ['an invalid RSA key', key(RSA, hex('0500')), 'x509: invalid RSA public key'],
    ['an RSA key without modulus', key(RSA, rsa()), 'x509: invalid RSA modulus'],
    ['an RSA key without exponent', key(RSA, rsa(one)), 'x509: invalid RSA public exponent'],
    [
      'an RSA modulus of zero',
      key(RSA, rsa(hex('020100'), one)),
      'x509: RSA modulus is not a positive number',
    ],
    [
      'a negative RSA modulus',
      key(RSA, rsa(hex('0201ff'), one)),
      'x509: RSA modulus is not a positive number',
    ],
    [
      'an RSA exponent of zero',
      key(RSA, rsa(one, hex('020100'))),
      'x509: RSA public exponent is not a positive number',
    ],
    [
      'a curve given by parameters, not by its OID',
      key(algorithm(OID.ecPublicKey, sequence()), point),
      'x509: invalid ECDSA parameters',
    ],
    ['secp256k1', key(curve('1.3.132.0.10'), point), 'x509: unsupported elliptic curve'],
    [
      'a point outside of the curve',
      key(curve('1.2.840.10045.3.1.7'), off),
      'P256 point not on curve',
    ],
    ...(
      [
        ['1.3.132.0.33', 28, 'P224 point not on curve'],
        ['1.3.132.0.34', 48, 'P384 point not on curve'],
        ['1.3.132.0.35', 66, 'P521 point not on curve'],
      ] as const
    ).map(([id, size, message]): [string, RequestParts, string] => [
      message,
      key(curve(id), Buffer.concat([hex('04'), Buffer.alloc(2 * size)])),
      message,
    ]),
    [
      'a coordinate outside of the field',
      key(curve('1.3.132.0.34'), Buffer.concat([hex('04'), Buffer.alloc(96, 0xff)])),
      'invalid P384Element encoding',
    ],
    [
      'a coordinate outside of the field of P-256',
      key(curve('1.2.840.10045.3.1.7'), Buffer.concat([hex('04'), Buffer.alloc(64, 0xff)])),
      'invalid P256 element encoding',
    ],
    ['infinity', key(curve('1.3.132.0.34'), hex('00')), 'ecdsa: invalid uncompressed public key'],
    [
      'a compressed point',
      key(curve('1.2.840.10045.3.1.7'), compressed),
      'ecdsa: invalid uncompressed public key',
    ],
    ['a point of another curve', key(curve('1.3.132.0.34'), point), 'invalid P384 point encoding'],
    [
      'Ed25519 with parameters',
      key(algorithm(OID.ed25519, NULL), Buffer.alloc(32)),
      'x509: Ed25519 key encoded with illegal parameters',
    ],
    ['a short Ed25519 key', key(ED25519, Buffer.alloc(31)), 'x509: wrong Ed25519 public key size'],
  ]
  for (const [what, parts, message] of cases) judge(t, what, parts, message)
})

t.test('all curves that Go knows are accepted', async (t) => {
  for (const [namedCurve, hash, id] of [
    ['P-224', 'sha256', '1.2.840.10045.4.3.2'],
    ['P-256', 'sha1', '1.2.840.10045.4.1'],
    ['P-384', 'sha384', '1.2.840.10045.4.3.3'],
    ['P-521', 'sha512', '1.2.840.10045.4.3.4'],
  ] as const) {
    const key = generateKeyPairSync('ec', { namedCurve }).privateKey
    const csr = request({ key, hash, algorithm: algorithm(id) })
    t.equal(csr.publicKey.curve, namedCurve)
    t.same(csr.publicKey.spki, spkiOf(key), `${namedCurve} is written unchanged`)
    t.equal(verifyRequestSignature(csr), undefined)
  }
})

t.test('a key is re-encoded from its numbers', async (t) => {
  const RSA = spkiOf(rsa2048)
  const csr = request({ key: rsa2048, algorithm: SHA256_RSA })
  t.same(csr.publicKey.spki, RSA)
  t.match(csr.publicKey, { algorithm: 'RSA', bits: 2048, exponent: 65537n })

  // Go ignores trailing data after the numbers
  const keyBits = tlv(
    TAG.sequence,
    tlv(TAG.integer, unsignedContent(csr.publicKey.modulus!)),
    hex('0203010001'),
    NULL,
  )
  const padded = sequence(algorithm(OID.rsaEncryption, NULL), wholeBitString(keyBits), NULL)
  t.same(request({ key: rsa2048, spki: padded }).publicKey.spki, RSA)
})
