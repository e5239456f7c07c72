import { createPublicKey } from 'node:crypto'
import t from 'tap'
import {
  certificateBundleProblem,
  fingerprint,
  parseCertificate,
  parseCertificates,
  parseCertificatesPem,
  parseTime,
} from '../../src/ca/certificate.ts'
import { TAG } from '../../src/ca/der/read.ts'
import { NULL, oid, sequence, tlv, wholeBitString } from '../../src/ca/der/write.ts'
import { X509Error } from '../../src/ca/errors.ts'
import { OID } from '../../src/ca/oid.ts'
import { encodePem } from '../../src/ca/pem.ts'
import { signatureProblem } from '../../src/ca/signature.ts'
import { KEY_USAGE_BITS } from '../../src/ca/usages.ts'
import {
  algorithm,
  attribute,
  basicConstraints,
  certificateDer,
  type CertificateParts,
  commonName,
  DAY,
  dns,
  extension,
  extKeyUsage,
  messageOf,
  name,
  NOW,
  p384,
  request,
  rsa2048,
  SHA256_RSA,
  spkiOf,
  subjectAltName,
  text,
  TRUE,
  utf8,
  hex,
} from './builders.ts'

const withExtensions = (...extensions: Buffer[]): CertificateParts => ({ extensions })

t.test('a certificate is parsed', async (t) => {
  const certificate = parseCertificate(
    certificateDer({
      subject: name(
        [attribute(OID.organization, utf8('dev'))],
        [attribute(OID.commonName, text(TAG.t61String, hex('dc6eef')))],
      ),
      extensions: [
        extension(OID.keyUsage, hex('03020106'), TRUE),
        extKeyUsage(OID.clientAuth, '1.2.3'),
        basicConstraints(TRUE, hex('020102')),
        extension(OID.subjectKeyIdentifier, hex('04020102')),
        extension(OID.authorityKeyIdentifier, sequence(hex('80020304'))),
        subjectAltName(dns('a')),
        extension('1.2.3.4', NULL, TRUE),
        extension('1.2.3.5', NULL),
      ],
    }),
  )
  t.match(certificate, {
    version: 3,
    serialNumber: hex('07'),
    notBefore: NOW - (NOW % 1000),
    notAfter: NOW - (NOW % 1000) + DAY,
    subject: { commonName: 'Ünï', organizations: ['dev'] },
    issuer: { commonName: 'ca' },
    keyUsage: KEY_USAGE_BITS.keyCertSign | KEY_USAGE_BITS.crlSign,
    extKeyUsage: [OID.clientAuth, '1.2.3'],
    basicConstraints: { isCa: true, maxPathLength: 2 },
    subjectKeyIdentifier: hex('0102'),
    authorityKeyIdentifier: hex('0304'),
    sans: { dns: ['a'] },
    nameConstraints: undefined,
    unhandledCritical: ['1.2.3.4'],
  })
})

t.test('a certificate without extensions has none of their fields', async (t) => {
  const certificate = parseCertificate(certificateDer())
  t.equal(certificate.keyUsage, 0)
  for (const field of [
    'extKeyUsage',
    'basicConstraints',
    'subjectKeyIdentifier',
    'authorityKeyIdentifier',
  ] as const) {
    t.equal(certificate[field], undefined, field)
  }
})

t.test('extensions of a version 1 certificate are ignored', async (t) => {
  const v1 = certificateDer({
    version: Buffer.alloc(0),
    extensions: [extension(OID.keyUsage, NULL)],
  })
  t.equal(parseCertificate(v1).version, 1)
  t.same(parseCertificate(v1).extensions, [])
  t.equal(parseCertificate(certificateDer({ version: hex('a003020101') })).version, 2)
})

t.test('certificates that Go rejects get its errors', async (t) => {
  const cut = certificateDer().subarray(0, -1)
  const subject = (value: Buffer): CertificateParts => ({
    subject: name([attribute(OID.commonName, value)]),
  })
  const utc = hex('170d3330303530363037303830395a')
  const cases = [
    ['nothing', Buffer.alloc(0), 'malformed certificate'],
    ['text', Buffer.from('text'), 'malformed certificate'],
    ['a truncated certificate', cut, 'malformed certificate'],
    ['trailing data', Buffer.concat([certificateDer(), NULL]), 'trailing data'],
    ['an empty sequence', sequence(), 'malformed tbs certificate'],
    ['a version that is text', { version: hex('a003 0c0161') }, 'malformed version'],
    ['a negative version', { version: hex('a003 0201ff') }, 'malformed version'],
    ['version 4', { version: hex('a003 020103') }, 'invalid version'],
    ['version 5', { version: hex('a003 020104') }, 'invalid version'],
    ['no serial number', { serial: NULL }, 'malformed serial number'],
    ['a negative serial number', { serial: hex('0201ff') }, 'negative serial number'],
    ['no algorithm', { algorithm: NULL }, 'malformed signature algorithm identifier'],
    ['no outer algorithm', { outerAlgorithm: NULL }, 'malformed algorithm identifier'],
    [
      'two algorithms',
      { outerAlgorithm: SHA256_RSA },
      "inner and outer signature algorithm identifiers don't match",
    ],
    ['an algorithm without OID', { algorithm: sequence(NULL) }, 'malformed OID'],
    [
      'an algorithm with truncated parameters',
      { algorithm: sequence(oid('1.2'), hex('05')) },
      'malformed parameters',
    ],
    ['an invalid issuer', { issuer: NULL }, 'malformed issuer'],
    ['an invalid RDN', { issuer: sequence(NULL) }, 'invalid RDNSequence'],
    [
      'an invalid attribute',
      { subject: sequence(tlv(TAG.set, NULL)) },
      'invalid RDNSequence: invalid attribute',
    ],
    [
      'an attribute without type',
      { subject: name([sequence(NULL)]) },
      'invalid RDNSequence: invalid attribute type',
    ],
    [
      'an attribute without value',
      { subject: name([sequence(oid('1.2'))]) },
      'invalid RDNSequence: invalid attribute value',
    ],
    [
      'an invalid PrintableString',
      subject(text(TAG.printableString, '@')),
      'invalid RDNSequence: invalid attribute value: invalid PrintableString',
    ],
    [
      'an invalid UTF8String',
      subject(text(TAG.utf8String, hex('c0'))),
      'invalid RDNSequence: invalid attribute value: invalid UTF-8 string',
    ],
    [
      'a BMPString with a surrogate',
      subject(text(TAG.bmpString, hex('d83dde00'))),
      'invalid RDNSequence: invalid attribute value: invalid BMPString',
    ],
    [
      'an invalid BMPString',
      subject(text(TAG.bmpString, 'a')),
      'invalid RDNSequence: invalid attribute value: invalid BMPString',
    ],
    [
      'an invalid IA5String',
      subject(text(TAG.ia5String, hex('80'))),
      'invalid RDNSequence: invalid attribute value: invalid IA5String',
    ],
    [
      'an invalid NumericString',
      subject(text(TAG.numericString, 'a')),
      'invalid RDNSequence: invalid attribute value: invalid NumericString',
    ],
    [
      'a value that is not a string',
      subject(hex('020101')),
      'invalid RDNSequence: invalid attribute value: unsupported string type: 2',
    ],
    ['an invalid validity', { validity: NULL }, 'malformed validity'],
    ['invalid times', { validity: sequence(NULL, NULL) }, 'unsupported time format'],
    ['an invalid UTCTime', { validity: sequence(text(TAG.utcTime, 'x')) }, 'malformed UTCTime'],
    [
      'an invalid GeneralizedTime',
      { validity: sequence(utc, text(TAG.generalizedTime, 'x')) },
      'malformed GeneralizedTime',
    ],
    ['an invalid subject', { subject: NULL }, 'malformed issuer'],
    ['an invalid key', { spki: NULL }, 'malformed spki'],
    [
      'a key without algorithm',
      { spki: sequence(NULL) },
      'malformed public key algorithm identifier',
    ],
    ['a key without bits', { spki: sequence(algorithm('1.2.3')) }, 'malformed subjectPublicKey'],
    [
      'a bad key',
      { spki: sequence(algorithm(OID.ed25519), wholeBitString(NULL)) },
      'wrong Ed25519 public key size',
    ],
    [
      'a truncated unique id of the issuer',
      { uniqueIds: hex('8105'), extensionField: Buffer.alloc(0) },
      'malformed issuerUniqueID',
    ],
    [
      'a truncated unique id of the subject',
      { uniqueIds: hex('810100 8205') },
      'malformed subjectUniqueID',
    ],
    ['invalid extensions', { extensionField: hex('a3020500') }, 'malformed extensions'],
    ['an invalid extension', withExtensions(NULL), 'malformed extension'],
    ['an extension without OID', withExtensions(sequence(NULL)), 'malformed extension OID field'],
    [
      'an extension with an invalid boolean',
      withExtensions(extension('1.2', NULL, hex('010101'))),
      'malformed extension critical field',
    ],
    [
      'an extension without value',
      withExtensions(sequence(oid('1.2'))),
      'malformed extension value field',
    ],
    [
      'a repeated extension',
      withExtensions(extension('1.2', NULL), extension('1.2', NULL)),
      'certificate contains duplicate extension with OID "1.2"',
    ],
    ['no signature', { signature: NULL }, 'malformed signature'],
  ] as const
  for (const [what, parts, reason] of cases) {
    const der = Buffer.isBuffer(parts) ? parts : certificateDer(parts)
    t.throws(() => parseCertificate(der), new X509Error(`x509: ${reason}`), what)
  }
})

t.test('extensions that Go rejects get its errors; those that it accepts get none', async (t) => {
  const cases = [
    ['key usage', OID.keyUsage, NULL, 'invalid key usage'],
    ['basic constraints', OID.basicConstraints, NULL, 'invalid basic constraints'],
    [
      'a path length of nine bytes',
      OID.basicConstraints,
      sequence(TRUE, hex('0209010000000000000000')),
      'invalid basic constraints',
    ],
    ['purposes', OID.extKeyUsage, sequence(NULL), 'invalid extended key usages'],
    ['key identifier', OID.subjectKeyIdentifier, NULL, 'invalid subject key identifier'],
    ['CA key identifier', OID.authorityKeyIdentifier, NULL, 'invalid authority key identifier'],
    ['no CA key identifier', OID.authorityKeyIdentifier, sequence(), undefined],
    ['names', OID.subjectAltName, NULL, 'invalid subject alternative names'],
    // these are not read
    ['distribution points', OID.crlDistributionPoints, NULL, undefined],
    ['policies', OID.certificatePolicies, NULL, undefined],
    ['name constraints', OID.nameConstraints, NULL, undefined],
  ] as const
  for (const [what, id, value, reason] of cases) {
    const der = certificateDer(withExtensions(extension(id, value)))
    t.equal(
      messageOf(() => parseCertificate(der)),
      reason && `x509: ${reason}`,
      what,
    )
  }
  for (const [id, value, what] of [
    [OID.subjectKeyIdentifier, hex('0400'), 'subject key identifier'],
    [OID.authorityKeyIdentifier, sequence(), 'authority key identifier'],
  ] as const) {
    const der = certificateDer(withExtensions(extension(id, value, TRUE)))
    t.equal(
      messageOf(() => parseCertificate(der)),
      `x509: ${what} incorrectly marked critical`,
    )
  }
})

t.test('times have the form of RFC 5280', async (t) => {
  const cases = [
    [TAG.utcTime, '300506070809Z', '2030-05-06T07:08:09Z'],
    [TAG.utcTime, '3005060708Z', undefined],
    [TAG.utcTime, '300506070809+0900', undefined],
    [TAG.utcTime, '500101000000Z', '1950-01-01T00:00:00Z'],
    [TAG.utcTime, '300229000000Z', undefined],
    [TAG.utcTime, '320229000000Z', '2032-02-29T00:00:00Z'],
    [TAG.utcTime, '301306070809Z', undefined],
    [TAG.utcTime, '300506240000Z', undefined],
    [TAG.utcTime, '300506070809', undefined],
    [TAG.utcTime, '20300506070809Z', undefined],
    [TAG.generalizedTime, '20300506070809Z', '2030-05-06T07:08:09Z'],
    [TAG.generalizedTime, '00010101000000Z', '0001-01-01T00:00:00Z'],
    [TAG.generalizedTime, '203005060708Z', undefined],
    [TAG.generalizedTime, '20300506070809.5Z', undefined],
    [TAG.generalizedTime, '20301306070809Z', undefined],
    [TAG.generalizedTime, '20300506240000Z', undefined],
    [TAG.generalizedTime, '20300230000000Z', undefined],
    [TAG.generalizedTime, '20300506070860Z', undefined],
  ] as const
  for (const [tag, text, iso] of cases) {
    t.equal(parseTime(tag, Buffer.from(text)), iso && Date.parse(iso), text)
  }
})

t.test('DER and PEM can contain several certificates', async (t) => {
  const two = Buffer.concat([certificateDer(), certificateDer({ subject: commonName('bob') })])
  t.same(
    parseCertificates(two).map(({ subject }) => subject.commonName),
    ['jane', 'bob'],
  )
  t.same(parseCertificates(Buffer.alloc(0)), [])
  const pem = `${encodePem('CERTIFICATE', two)}${encodePem('OTHER', NULL)}${encodePem('CERTIFICATE', certificateDer())}`
  t.equal(parseCertificatesPem(pem).length, 3)
})

t.test("a signature is verified with the issuer's key", async (t) => {
  const leaf = parseCertificate(certificateDer())
  const issuer = parseCertificate(certificateDer({ subject: commonName('ca') }))
  const other = parseCertificate(certificateDer({ spki: spkiOf(p384) }))
  t.equal(signatureProblem(leaf, issuer.publicKey), undefined)
  t.equal(signatureProblem(leaf, other.publicKey), 'x509: ECDSA verification failure')
  const sha1 = parseCertificate(certificateDer({ algorithm: algorithm('1.2.840.10045.4.1') }))
  t.equal(
    signatureProblem(sha1, issuer.publicKey),
    'x509: cannot verify signature: insecure algorithm ECDSA-SHA1',
  )
})

t.test('a fingerprint is the SHA-256 hash in hexadecimal', async (t) => {
  t.equal(
    fingerprint(Buffer.from('abc')),
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  )
})

t.test('a bundle has at least one certificate block, and no other blocks', async (t) => {
  const good = encodePem('CERTIFICATE', certificateDer())
  const [begin] = good.split('\n')
  const key = createPublicKey(rsa2048).export({ type: 'spki', format: 'pem' }).toString()
  const cases = [
    ['one certificate', good, undefined],
    ['text around certificates', `leaf\n${good}\nca\n${good}end`, undefined],
    [
      'two certificates in a block',
      encodePem('CERTIFICATE', Buffer.concat([certificateDer(), certificateDer()])),
      undefined,
    ],
    ['nothing', '', 'must contain at least one CERTIFICATE PEM block'],
    ['text', 'hello', 'must contain at least one CERTIFICATE PEM block'],
    [
      'bad base64 alone',
      `${begin}\n?\n-----END CERTIFICATE-----\n`,
      'must contain at least one CERTIFICATE PEM block',
    ],
    ['bad base64 first', `${begin}\n?\n-----END CERTIFICATE-----\n${good}`, undefined],
    [
      'another block',
      `${good}${key}`,
      'only CERTIFICATE PEM blocks are allowed, found "PUBLIC KEY"',
    ],
    [
      'a request',
      encodePem('CERTIFICATE', request().raw),
      "x509: inner and outer signature algorithm identifiers don't match",
    ],
    ['headers', good.replace('\n', '\nA: b\n\n'), 'no PEM block headers are permitted'],
    [
      'headers of another block',
      key.replace('\n', '\nA: b\n\n'),
      'only CERTIFICATE PEM blocks are allowed, found "PUBLIC KEY"',
    ],
    [
      'an empty block',
      encodePem('CERTIFICATE', Buffer.alloc(0)),
      'found CERTIFICATE PEM block containing 0 certificates',
    ],
    [
      'a certificate without its first byte',
      encodePem('CERTIFICATE', certificateDer().subarray(1)),
      'x509: malformed certificate',
    ],
    [
      'an error after another',
      `${encodePem('CERTIFICATE', NULL)}${key}`,
      'x509: malformed certificate',
    ],
  ] as const
  for (const [what, pem, problem] of cases)
    t.equal(certificateBundleProblem(Buffer.from(pem)), problem, what)
})
