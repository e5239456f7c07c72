import { constants, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import t, { type Test } from 'tap'
import {
  parseCertificateRequest,
  parseCertificateRequestPem,
  verifyRequestSignature,
} from '../../src/ca/csr.ts'
import { contextTag, TAG } from '../../src/ca/der.ts'
import {
  NULL,
  oid,
  sequence,
  tlv,
  unsignedContent,
  wholeBitString,
} from '../../src/ca/der-writer.ts'
import { X509Error } from '../../src/ca/errors.ts'
import { OID } from '../../src/ca/oid.ts'
import {
  algorithm,
  attribute,
  commonName,
  dns,
  ed25519,
  ED25519,
  email,
  extension,
  extensionRequest,
  ip,
  messageOf,
  name,
  p256,
  p384,
  request,
  requestDer,
  requestPem,
  type RequestParts,
  rsa2048,
  SHA256_RSA,
  spkiOf,
  subjectAltName,
  text,
  uri,
  utf8,
  hex,
} from './builders.ts'
import { stopwatch } from '../fixtures/processor-time.ts'
import { times } from '../fixtures/times.ts'

const PARAMETERS =
  '{optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false}'

/** Expects the request to be rejected with `message`, or accepted if `message` is undefined. */
const judge = (t: Test, what: string, parts: RequestParts, message: string | undefined) =>
  t.equal(
    messageOf(() => request(parts)),
    message,
    what,
  )

t.test('a CSR is parsed', async (t) => {
  const csr = request({
    subject: name(
      [attribute(OID.country, text(TAG.printableString, 'KR'))],
      [attribute(OID.organization, utf8('b')), attribute(OID.organization, utf8('개발팀'))],
      [attribute(OID.organization, utf8('a'))],
      [attribute(OID.commonName, utf8('first'))],
      [attribute(OID.commonName, text(TAG.bmpString, hex('c81c c778')))],
      [attribute(OID.serialNumber, text(TAG.printableString, '7'))],
    ),
    attributes: [
      sequence(oid('1.2.840.113549.1.9.7'), tlv(TAG.set, utf8('challenge'))),
      extensionRequest(
        extension(OID.keyUsage, hex('03 02 05 a0'), hex('01 01 ff')),
        subjectAltName(
          dns('a.example.com'),
          ip(10, 0, 0, 1),
          email('a@example.com'),
          uri('SPIFFE://example.com/a'),
          dns('b.example.com'),
          tlv(contextTag(8), hex('2a03')),
        ),
      ),
    ],
  })
  t.match(csr.subject, {
    commonName: '제인',
    organizations: ['b', '개발팀', 'a'],
  })
  t.same(csr.sans, {
    dns: ['a.example.com', 'b.example.com'],
    ip: [hex('0a000001')],
    email: ['a@example.com'],
    uri: ['spiffe://example.com/a'],
  })
  t.same(
    csr.extensions.map(({ id, critical }) => [id, critical]),
    [
      [OID.keyUsage, true],
      [OID.subjectAltName, false],
    ],
  )
  t.match(csr.publicKey, { algorithm: 'ECDSA', curve: 'P-256' })
  t.equal(csr.version, 0n)
  t.equal(csr.signatureAlgorithm?.name, 'ECDSA-SHA256')
  t.equal(verifyRequestSignature(csr), undefined)
})

t.test('the first PEM block must be a CSR', async (t) => {
  t.equal(parseCertificateRequestPem(`note\n${requestPem()}`).subject.commonName, 'jane')
  for (const pem of ['', 'hello', requestPem().replaceAll('CERTIFICATE', 'NEW CERTIFICATE')]) {
    t.throws(
      () => parseCertificateRequestPem(pem),
      new X509Error('PEM block type must be CERTIFICATE REQUEST'),
    )
  }
})

t.test("invalid DER gets encoding/asn1's errors", async (t) => {
  const good = requestDer()
  const wrongTag = Buffer.from(good)
  wrongTag[0] = 0x31
  const inner = (info: string) => sequence(hex(info))
  const cases: [string, Buffer, string][] = [
    ['nothing', Buffer.alloc(0), 'asn1: syntax error: sequence truncated'],
    ['an empty sequence', hex('3000'), 'asn1: syntax error: sequence truncated'],
    ['a tag alone', hex('30'), 'asn1: syntax error: truncated tag or length'],
    ['a truncated request', good.subarray(0, -1), 'asn1: syntax error: data truncated'],
    ['trailing data', Buffer.concat([good, hex('00')]), 'asn1: syntax error: trailing data'],
    [
      'a set',
      wrongTag,
      `asn1: structure error: tags don't match (16 vs {class:0 tag:17 length:${good.length - 3} isCompound:true}) ${PARAMETERS} certificateRequest @3`,
    ],
    [
      'an octet string',
      hex('0403616263'),
      `asn1: structure error: tags don't match (16 vs {class:0 tag:4 length:3 isCompound:false}) ${PARAMETERS} certificateRequest @2`,
    ],
    [
      'an indefinite length',
      hex('30800000'),
      'asn1: syntax error: indefinite length found (not DER)',
    ],
    [
      'a long length where a short one suffices',
      hex('308103020100'),
      'asn1: structure error: non-minimal length',
    ],
    [
      'a length with a leading zero',
      hex('308200030201'),
      'asn1: structure error: superfluous leading zeros in length',
    ],
    ['a huge length', hex('3083ffffff'), 'asn1: syntax error: data truncated'],
    ['a length of four bytes', hex('3084ffffffff'), 'asn1: structure error: length too large'],
    ['a truncated long tag', hex('3f81'), 'asn1: syntax error: truncated base 128 integer'],
    ['a long tag where a short one suffices', hex('3f1e00'), 'asn1: syntax error: non-minimal tag'],
    [
      'a tag with a leading zero',
      hex('3f80'),
      'asn1: syntax error: integer is not minimally encoded',
    ],
    [
      'a tag that is too large',
      hex('3fffffffffff7f00'),
      'asn1: structure error: base 128 integer too large',
    ],
    [
      'a version that is text',
      inner('3003 0c0161'),
      `asn1: structure error: tags don't match (2 vs {class:0 tag:12 length:1 isCompound:false}) ${PARAMETERS} int @2`,
    ],
    ['a version without value', inner('3002 0200'), 'asn1: structure error: empty integer'],
    [
      'a version with a leading zero',
      inner('3004 02020000'),
      'asn1: structure error: integer not minimally-encoded',
    ],
    [
      'a version of nine bytes',
      inner('300b 0209010000000000000000'),
      'asn1: structure error: integer too large',
    ],
    ['no subject', inner('3003 020100'), 'asn1: syntax error: sequence truncated'],
    [
      'an algorithm that is not an OID',
      inner('300c 020100 3000 3005 3003 020100'),
      `asn1: structure error: tags don't match (6 vs {class:0 tag:2 length:1 isCompound:false}) ${PARAMETERS} ObjectIdentifier @2`,
    ],
    [
      'an algorithm without an OID',
      inner('3009 020100 3000 3002 3000'),
      'asn1: syntax error: sequence truncated',
    ],
    [
      'an OID without arcs',
      inner('300b 020100 3000 3004 3002 0600'),
      'asn1: syntax error: zero length OBJECT IDENTIFIER',
    ],
    [
      'a truncated OID',
      inner('300c 020100 3000 3005 3003 060181'),
      'asn1: syntax error: truncated base 128 integer',
    ],
    [
      'key bits without contents',
      inner('300e 020100 3000 3007 3003 060129 0300'),
      'asn1: syntax error: zero length BIT STRING',
    ],
    [
      'key bits with invalid padding',
      inner('300f 020100 3000 3008 3003 060129 030108'),
      'asn1: syntax error: invalid padding bits in BIT STRING',
    ],
    [
      'no attributes',
      inner('300f 020100 3000 3008 3003 060129 030100'),
      'asn1: syntax error: sequence truncated',
    ],
    [
      'a truncated attribute',
      inner('3013 020100 3000 3008 3003 060129 030100 a002 3005'),
      'asn1: syntax error: truncated sequence',
    ],
    [
      'no signature algorithm',
      inner('3011 020100 3000 3008 3003 060129 030100 a000'),
      'asn1: syntax error: sequence truncated',
    ],
  ]
  for (const [what, der, message] of cases) {
    t.throws(() => parseCertificateRequest(der), new X509Error(message), what)
  }
})

t.test("the error for a wrong tag of the attributes shows Go's field parameters", async (t) => {
  const message = messageOf(() => request({ attributeField: tlv(contextTag(1, true)) }))
  t.match(
    message,
    /^asn1: structure error: tags don't match \(0 vs \{class:2 tag:1 length:0 isCompound:true\}\)/,
  )
  t.match(message, / tag:0x[0-9a-f]+ stringType:0 /)
})

t.test('subjects that Go rejects get its errors', async (t) => {
  const value = (tag: number, bytes: string) =>
    name([attribute(OID.commonName, text(tag, hex(bytes)))])
  const cases: [string, Buffer, string][] = [
    [
      'not a sequence',
      hex('0500'),
      `asn1: structure error: tags don't match (16 vs {class:0 tag:5 length:0 isCompound:false}) ${PARAMETERS} RDNSequence @2`,
    ],
    [
      'an RDN that is a sequence',
      sequence(sequence()),
      'asn1: structure error: sequence tag mismatch',
    ],
    [
      'an attribute that is a set',
      sequence(tlv(TAG.set, tlv(TAG.set))),
      'asn1: structure error: sequence tag mismatch',
    ],
    ['a truncated RDN', sequence(hex('3105')), 'asn1: syntax error: truncated sequence'],
    [
      'an attribute without value',
      name([sequence(oid(OID.commonName))]),
      'asn1: syntax error: sequence truncated',
    ],
    [
      'PrintableString',
      value(TAG.printableString, '40'),
      'asn1: syntax error: PrintableString contains invalid character',
    ],
    [
      'NumericString',
      value(TAG.numericString, '61'),
      'asn1: syntax error: NumericString contains invalid character',
    ],
    [
      'IA5String',
      value(TAG.ia5String, '80'),
      'asn1: syntax error: IA5String contains invalid character',
    ],
    ['UTF8String', value(TAG.utf8String, 'c0'), 'asn1: invalid UTF-8 string'],
    ['BMPString of odd length', value(TAG.bmpString, '00'), 'invalid BMPString'],
    ['BMPString with a surrogate', value(TAG.bmpString, 'd83dde00'), 'invalid BMPString'],
    ['BMPString with a noncharacter', value(TAG.bmpString, 'fdd0'), 'invalid BMPString'],
    ['BMPString with U+FFFF', value(TAG.bmpString, 'ffff'), 'invalid BMPString'],
    ['BOOLEAN', value(TAG.boolean, '01'), 'asn1: syntax error: invalid boolean'],
    ['INTEGER', value(TAG.integer, '0001'), 'asn1: structure error: integer not minimally-encoded'],
    ['BIT STRING', value(TAG.bitString, ''), 'asn1: syntax error: zero length BIT STRING'],
    ['OBJECT IDENTIFIER', value(TAG.oid, ''), 'asn1: syntax error: zero length OBJECT IDENTIFIER'],
    [
      'UTCTime',
      value(TAG.utcTime, '78'),
      'parsing time "x" as "060102150405Z0700": cannot parse "x" as "06"',
    ],
    [
      'GeneralizedTime',
      value(TAG.generalizedTime, '78'),
      'parsing time "x" as "20060102150405.999999999Z0700": cannot parse "x" as "2006"',
    ],
  ]
  for (const [what, subject, message] of cases) judge(t, what, { subject }, message)
})

t.test('values of the string types that Go reads are text, others are empty', async (t) => {
  const cases: [number, string, string][] = [
    [TAG.printableString, '2a26', '*&'],
    [TAG.numericString, '31 20', '1 '],
    [TAG.ia5String, '40', '@'],
    [TAG.utf8String, 'ed959c', '한'],
    [TAG.bmpString, '00610000', 'a'],
    [TAG.bmpString, 'fdcffdf0fffd', '\ufdcf\ufdf0\ufffd'],
    [TAG.t61String, 'dc6eef', 'Ünï'],
    [TAG.t61String, 'c3a9', 'Ã©'],
    [TAG.t61String, '8000', '\u0080\0'],
    [TAG.integer, '05', ''],
    [TAG.octetString, '61', ''],
    [TAG.boolean, 'ff', ''],
    [TAG.generalizedTime, '32303330303530363037303830395a', ''],
    [TAG.generalizedTime, '32303330303530363037303830392e355a', ''],
    [0x1c, '00000061', ''],
  ]
  for (const [tag, bytes, expected] of cases) {
    const { subject } = request({
      subject: name([attribute(OID.commonName, text(tag, hex(bytes)))]),
    })
    t.equal(subject.commonName, expected, `tag ${tag}, bytes ${bytes}`)
  }
})

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
  const dsa = (...integers: Buffer[]) => algorithm(OID.dsa, sequence(...integers))
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
    ['an invalid DSA key', key(dsa(one, one, one), hex('0500')), 'x509: invalid DSA public key'],
    ['DSA with only two parameters', key(dsa(one, one), one), 'x509: invalid DSA parameters'],
    [
      'DSA with a zero',
      key(dsa(one, one, hex('020100')), one),
      'x509: zero or negative DSA parameter',
    ],
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

t.test('subjectAltNames that Go rejects get its errors', async (t) => {
  const cases: [string, Buffer, string][] = [
    [
      'not a sequence',
      extension(OID.subjectAltName, hex('0500')),
      'x509: invalid subject alternative names',
    ],
    [
      'a truncated name',
      extension(OID.subjectAltName, hex('3002 8205')),
      'x509: invalid subject alternative name',
    ],
    ['DNS', subjectAltName(dns(hex('80'))), 'x509: SAN dNSName is malformed'],
    ['e-mail', subjectAltName(email(hex('c3a9'))), 'x509: SAN rfc822Name is malformed'],
    ['a URI', subjectAltName(uri(hex('ff'))), 'x509: SAN uniformResourceIdentifier is malformed'],
    [
      'a URI with a colon',
      subjectAltName(uri('1:2')),
      'x509: cannot parse URI "1:2": parse "1:2": first path segment in URL cannot contain colon',
    ],
    [
      'a URI with an invalid domain',
      subjectAltName(uri('http://a..b/')),
      'x509: cannot parse URI "http://a..b/": invalid domain',
    ],
    [
      'an address of five bytes',
      subjectAltName(ip(1, 2, 3, 4, 5)),
      'x509: cannot parse IP address of length 5',
    ],
  ]
  for (const [what, san, message] of cases) {
    judge(t, what, { attributes: [extensionRequest(san)] }, message)
  }
})

t.test('requested extensions must be unique and well formed, unless Go ignores them', async (t) => {
  const san = subjectAltName(dns('a'))
  const duplicate = 'x509: certificate request contains duplicate requested extensions'
  const cases: [string, Buffer[], string | undefined][] = [
    ['twice in one list', [extensionRequest(san, san)], duplicate],
    ['twice in two lists', [extensionRequest(san), extensionRequest(san)], duplicate],
    [
      'not in a sequence',
      [extensionRequest(hex('0500'))],
      'asn1: structure error: sequence tag mismatch',
    ],
    [
      'without value',
      [extensionRequest(sequence(oid('1.2.3')))],
      'asn1: syntax error: sequence truncated',
    ],
    [
      'with an invalid boolean',
      [extensionRequest(extension('1.2.3', NULL, hex('010101')))],
      'asn1: syntax error: invalid boolean',
    ],
    [
      'in an attribute without values',
      [sequence(oid(OID.extensionRequest), tlv(TAG.set))],
      undefined,
    ],
    ['in an attribute that does not parse', [sequence(oid(OID.extensionRequest))], undefined],
    [
      'in a second value',
      [sequence(oid(OID.extensionRequest), tlv(TAG.set, sequence(), NULL))],
      undefined,
    ],
    ['in other attributes', [NULL, sequence(), sequence(oid('1.2.3'), NULL)], undefined],
  ]
  for (const [what, attributes, message] of cases) judge(t, what, { attributes }, message)
})

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
      'x509: signature algorithm specifies an DSA public key, but have public key of type ed25519.PublicKey',
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

t.test('a verified CSR stays verified, a changed one is verified again', async (t) => {
  const good = request()
  t.equal(verifyRequestSignature(good), undefined)
  t.equal(verifyRequestSignature(good), undefined)
  t.equal(
    verifyRequestSignature({ ...good, rawInfo: Buffer.from('x') }),
    'x509: ECDSA verification failure',
  )
  const bad = { ...good, rawInfo: Buffer.from('x') }
  for (const time of ['first', 'second'])
    t.equal(verifyRequestSignature(bad), 'x509: ECDSA verification failure', `the ${time} time`)
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

t.test('large CSRs are parsed in less than half a second', async (t) => {
  const names = times(1000, (i) => dns(`host-${i}.example.com`))
  const groups = times(4000, (i) => [attribute(OID.organization, utf8(`group-${i}`))])
  const large: [string, RequestParts][] = [
    ['1,000 names', { attributes: [extensionRequest(subjectAltName(...names))] }],
    ['a common name of 64 KiB', { subject: commonName('x'.repeat(65_536)) }],
    ['4,000 organizations', { subject: name(...groups) }],
    ['100,000 attributes', { attributes: times(100_000, () => NULL) }],
  ]
  for (const [what, parts] of large) {
    const der = requestDer(parts)
    const spent = stopwatch()
    parseCertificateRequest(der)
    // takes up to 5 ms, with many attributes 30 ms; quadratic time would be seconds
    t.ok(spent() < 500, what)
  }
})

t.test('a private key is not a CSR', async (t) => {
  const key = createPrivateKey(p384.export({ type: 'pkcs8', format: 'pem' })).export({
    type: 'pkcs8',
    format: 'der',
  })
  t.match(
    messageOf(() => parseCertificateRequest(key)),
    /^asn1: structure error: tags don't match/,
  )
})
