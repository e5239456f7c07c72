import { constants, generateKeyPairSync, sign } from 'node:crypto'
import t from 'tap'
import { contextTag, TAG } from '../../src/ca/der/read.ts'
import { NULL, sequence, tlv, unsignedContent, wholeBitString } from '../../src/ca/der/write.ts'
import { OID } from '../../src/ca/oid.ts'
import { verifyRequestSignature } from '../../src/ca/request.ts'
import {
  algorithm,
  ed25519,
  ED25519,
  hex,
  request,
  type RequestParts,
  rsa2048,
  SHA256_RSA,
  spkiOf,
} from './builders.ts'

t.test('signatures are verified', async (t) => {
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const unknown = sequence(algorithm('1.2.3'), wholeBitString(Buffer.of(1)))
  const x25519 = spkiOf(generateKeyPairSync('x25519').privateKey)
  const rsa = (id: string, hash: string): RequestParts => ({
    key: rsa2048,
    hash,
    algorithm: algorithm(id, NULL),
  })
  const cases: [string, RequestParts, string | undefined][] = [
    ['SHA256-RSA', { key: rsa2048, algorithm: SHA256_RSA }, undefined],
    ['SHA384-RSA', rsa('1.2.840.113549.1.1.12', 'sha384'), undefined],
    ['SHA512-RSA', rsa('1.2.840.113549.1.1.13', 'sha512'), undefined],
    ['SHA-1 is good enough', rsa('1.2.840.113549.1.1.5', 'sha1'), undefined],
    ['SHA-1 by its other name', rsa('1.3.14.3.2.29', 'sha1'), undefined],
    [
      'MD5 is insecure',
      rsa('1.2.840.113549.1.1.4', 'md5'),
      'x509: cannot verify signature: insecure algorithm MD5-RSA',
    ],
    [
      'MD2 is unknown',
      rsa('1.2.840.113549.1.1.2', 'md5'),
      'x509: cannot verify signature: algorithm unimplemented',
    ],
    ['another digest', rsa('1.2.840.113549.1.1.12', 'sha256'), 'crypto/rsa: verification error'],
    ['another ECDSA key', { spki: spkiOf(other) }, 'x509: ECDSA verification failure'],
    [
      'a malformed ECDSA signature',
      { signature: Buffer.of(1) },
      'x509: ECDSA verification failure',
    ],
    ['Ed25519', { key: ed25519, hash: null, algorithm: ED25519 }, undefined],
    [
      'Ed25519 with parameters',
      { key: ed25519, hash: null, algorithm: algorithm(OID.ed25519, NULL) },
      'x509: cannot verify signature: algorithm unimplemented',
    ],
    [
      'an invalid Ed25519 signature',
      { key: ed25519, algorithm: ED25519, signature: Buffer.alloc(64) },
      'x509: Ed25519 verification failure',
    ],
    [
      'an RSA signature of an EC key',
      { algorithm: SHA256_RSA },
      'x509: signature algorithm specifies an RSA public key, but have public key of type *ecdsa.PublicKey',
    ],
    [
      'an EC signature of an RSA key',
      { key: rsa2048 },
      'x509: signature algorithm specifies an ECDSA public key, but have public key of type *rsa.PublicKey',
    ],
    [
      'a DSA signature of an Ed25519 key',
      { key: ed25519, hash: null, algorithm: algorithm('1.2.840.10040.4.3') },
      'x509: cannot verify signature: algorithm unimplemented',
    ],
    [
      'an unknown algorithm',
      { algorithm: algorithm('1.2.3') },
      'x509: cannot verify signature: algorithm unimplemented',
    ],
    [
      'an unknown kind of key',
      { spki: unknown },
      'x509: cannot verify signature: algorithm unimplemented',
    ],
    [
      'a key that cannot sign',
      { spki: x25519 },
      'x509: cannot verify signature: algorithm unimplemented',
    ],
  ]
  for (const [what, parts, problem] of cases)
    t.equal(verifyRequestSignature(request(parts)), problem, what)
})

t.test('RSA keys must have a minimum size, an odd modulus and a valid exponent', async (t) => {
  const withSize = (modulusLength: number): RequestParts => ({
    key: generateKeyPairSync('rsa', { modulusLength }).privateKey,
    algorithm: SHA256_RSA,
  })
  t.equal(verifyRequestSignature(request(withSize(1024))), undefined)
  t.equal(
    verifyRequestSignature(request(withSize(1016))),
    'crypto/rsa: 1016-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)',
  )

  const modulus = Buffer.alloc(256, 0xff)
  const key = (n: Buffer, e: string): RequestParts => ({
    spki: sequence(
      algorithm(OID.rsaEncryption, NULL),
      wholeBitString(
        sequence(tlv(TAG.integer, unsignedContent(n)), tlv(TAG.integer, unsignedContent(hex(e)))),
      ),
    ),
    algorithm: SHA256_RSA,
  })
  const even = Buffer.from(modulus)
  even[255] = 0xfe
  const cases: [RequestParts, string][] = [
    [key(even, '03'), 'crypto/rsa: public modulus is even'],
    [key(modulus, '01'), 'crypto/rsa: public exponent too small or negative'],
    [key(modulus, '04'), 'crypto/rsa: public exponent is even'],
    [key(modulus, '80000001'), 'crypto/rsa: public exponent too large'],
    [key(modulus, '7fffffff'), 'crypto/rsa: verification error'],
    [key(Buffer.alloc(2100, 0xff), '03'), 'crypto/rsa: verification error'],
  ]
  for (const [parts, problem] of cases) t.equal(verifyRequestSignature(request(parts)), problem)
})

t.test('RSA-PSS needs one digest throughout, and a salt as long as the digest', async (t) => {
  const SHA256 = '2.16.840.1.101.3.4.2.1'
  const SHA384 = '2.16.840.1.101.3.4.2.2'
  const explicit = (tag: number, value: Buffer) => tlv(contextTag(tag, true), value)
  const pss = (hash: string, maskHash: string, salt: number, ...more: Buffer[]) =>
    algorithm(
      OID.rsaPss,
      sequence(
        explicit(0, algorithm(hash, NULL)),
        explicit(1, algorithm(OID.mgf1, algorithm(maskHash, NULL))),
        explicit(2, tlv(TAG.integer, Buffer.of(salt))),
        ...more,
      ),
    )
  const verify = (keyAlgorithm: Buffer, saltLength = 32) => {
    const unsigned = request({ key: rsa2048 })
    const padding = constants.RSA_PKCS1_PSS_PADDING
    const signature = sign('sha256', unsigned.rawInfo, { key: rsa2048, padding, saltLength })
    return verifyRequestSignature(request({ key: rsa2048, algorithm: keyAlgorithm, signature }))
  }
  const unimplemented = 'x509: cannot verify signature: algorithm unimplemented'
  t.equal(verify(pss(SHA256, SHA256, 32)), undefined)
  t.equal(verify(pss(SHA256, SHA256, 32, explicit(3, hex('020101')))), undefined)
  t.equal(verify(pss(SHA256, SHA256, 32), 20), 'crypto/rsa: verification error')
  t.equal(verify(pss(SHA384, SHA384, 48)), 'crypto/rsa: verification error')
  t.equal(verify(pss(SHA256, SHA384, 32)), unimplemented)
  t.equal(verify(pss(SHA256, SHA256, 20)), unimplemented)
  t.equal(verify(pss(SHA256, SHA256, 32, explicit(3, hex('020102')))), unimplemented)
  t.equal(verify(algorithm(OID.rsaPss, NULL)), unimplemented)
  t.equal(verify(algorithm(OID.rsaPss)), unimplemented)
})
