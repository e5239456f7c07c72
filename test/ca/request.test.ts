import { createPrivateKey } from 'node:crypto'
import t from 'tap'
import { contextTag, TAG } from '../../src/ca/der/read.ts'
import { NULL, oid, sequence, tlv } from '../../src/ca/der/write.ts'
import { X509Error } from '../../src/ca/errors.ts'
import { OID } from '../../src/ca/oid.ts'
import { encodePem } from '../../src/ca/pem.ts'
import {
  forgetRequest,
  parseCertificateRequest,
  parseCertificateRequestPem,
  parseRequest,
  requestProblem,
  verifyRequestSignature,
} from '../../src/ca/request.ts'
import { base64, requestOf } from '../fixtures/builders.ts'
import { stopwatch } from '../fixtures/processor-time.ts'
import { times } from '../fixtures/times.ts'
import {
  attribute,
  commonName,
  dns,
  email,
  extension,
  extensionRequest,
  hex,
  ip,
  messageOf,
  name,
  p384,
  request,
  requestDer,
  type RequestParts,
  requestPem,
  subjectAltName,
  text,
  uri,
  utf8,
  judge,
  PARAMETERS,
} from './builders.ts'

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

t.test('the error for a wrong tag of the attributes shows the expected tag', async (t) => {
  const message = messageOf(() => request({ attributeField: tlv(contextTag(1, true)) }))
  t.match(
    message,
    /^asn1: structure error: tags don't match \(0 vs \{class:2 tag:1 length:0 isCompound:true\}\)/,
  )
  t.match(message, / tag:0 stringType:0 /)
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

const forged = () => {
  const der = requestDer()
  der[der.length - 1]! ^= 1
  return base64(encodePem('CERTIFICATE REQUEST', der))
}

t.test('a valid CSR has no problem, and is parsed once', async (t) => {
  const request = requestOf({ commonName: 'jane', organizations: ['devs'] })
  t.equal(requestProblem(request), undefined)
  t.equal(parseRequest(request).subject.commonName, 'jane')
  t.same(parseRequest(request).subject.organizations, ['devs'])
  t.equal(parseRequest(request), parseRequest(request), 'the same object')
})

t.test('an unparsable CSR gets the same error each time', async (t) => {
  const text = 'PEM block type must be CERTIFICATE REQUEST'
  for (const request of ['', base64('garbage')]) {
    for (let i = 0; i < 2; i++) {
      t.equal(requestProblem(request), text)
      t.throws(() => parseRequest(request), X509Error)
      t.equal(
        messageOf(() => parseRequest(request)),
        text,
      )
    }
  }
})

t.test('an invalid signature is a problem, but the CSR can be read', async (t) => {
  const request = forged()
  for (let i = 0; i < 2; i++) {
    t.equal(requestProblem(request), 'x509: ECDSA verification failure')
    t.equal(parseRequest(request).subject.commonName, 'jane')
  }
})

t.test('the cache is bounded: long CSRs are not cached, and old ones are evicted', async (t) => {
  const big = base64(
    requestPem({ subject: name([attribute(OID.commonName, utf8('x'.repeat(13_000)))]) }),
  )
  t.not(parseRequest(big), parseRequest(big))
  const first = requestOf({ commonName: 'first' })
  const parsed = parseRequest(first)
  // each has 14,000 characters; the limit for all together is four million
  for (let i = 0; i < 400; i++) {
    const padded = `${'x'.repeat(10_000)}\n${Buffer.from(first, 'base64').toString()}${i}`
    parseRequest(base64(padded))
  }
  t.not(parseRequest(first), parsed)
  t.equal(parseRequest(first).subject.commonName, 'first')
})

t.test('forgotten CSRs are parsed again', async (t) => {
  const issued = requestOf({ commonName: 'issued' })
  const parsed = parseRequest(issued)
  forgetRequest(issued)
  t.not(parseRequest(issued), parsed)
  forgetRequest(base64('nobody has asked for it'))
})
