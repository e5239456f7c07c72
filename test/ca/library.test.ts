/** Why requests and certificates are read here and not by @peculiar/x509: what it takes, and Go does not, and what it reads otherwise. */
// oxlint-disable-next-line import/no-unassigned-import -- the library wants it to be there
import 'reflect-metadata'
import {
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  X509Certificate,
} from '@peculiar/x509'
import t from 'tap'
import { parseCertificate } from '../../src/ca/certificate.ts'
import { parseCertificateRequest } from '../../src/ca/csr.ts'
import { TAG } from '../../src/ca/der.ts'
import { NULL, sequence } from '../../src/ca/der-writer.ts'
import { OID } from '../../src/ca/oid.ts'
import {
  attribute,
  certificateDer,
  dns,
  extension,
  extensionRequest,
  name,
  p256,
  requestDer,
  spkiOf,
  subjectAltName,
  text,
  uri,
} from './builders.ts'

const hex = (digits: string): Buffer => Buffer.from(digits, 'hex')

const named = (value: Buffer): { subject: Buffer } => ({
  subject: name([attribute(OID.commonName, value)]),
})

/** A key whose point lies beside the curve. */
const offCurve = (): Buffer => {
  const spki = Buffer.from(spkiOf(p256))
  spki[spki.length - 1]! ^= 1
  return spki
}

/** The same contents with another way to write the length. */
const reframed = (der: Buffer, head: string, tail = ''): Buffer =>
  Buffer.concat([hex(head), der.subarray(4), hex(tail)])

void t.test('requests that the library takes, and Go does not', async (t) => {
  const cases: [string, Buffer, RegExp][] = [
    ['with something behind them', Buffer.concat([requestDer(), NULL]), /trailing data/],
    ['with a long number', requestDer({ version: hex('02020000') }), /not minimally-encoded/],
    [
      'with a character that is not printable',
      requestDer(named(text(TAG.printableString, 'a_b'))),
      /PrintableString contains invalid character/,
    ],
    [
      'with a name that is no UTF-8',
      requestDer(named(text(TAG.utf8String, hex('e9')))),
      /invalid UTF-8 string/,
    ],
    [
      'with an extension twice',
      requestDer({
        attributes: [extensionRequest(subjectAltName(dns('a')), subjectAltName(dns('b')))],
      }),
      /duplicate requested extensions/,
    ],
    ['with a point beside the curve', requestDer({ spki: offCurve() }), /P256 point not on curve/],
    ['with Latin-1 for UTF-8', requestDer(named(text(TAG.utf8String, hex('e9')))), /invalid UTF-8/],
  ]
  for (const [what, der, refusal] of cases) {
    t.ok(new Pkcs10CertificateRequest(der), what)
    t.throws(() => parseCertificateRequest(der), refusal, what)
  }
})

void t.test('certificates that the library takes, and Go does not', async (t) => {
  const twice = { extensions: [extension('1.2.3', NULL), extension('1.2.3', NULL)] }
  const month13 = text(TAG.utcTime, '991332000000Z')
  const badFlag = extension(OID.basicConstraints, sequence(hex('010101')))
  const good = certificateDer()
  const cases: [string, Buffer, RegExp][] = [
    ['with something behind them', Buffer.concat([good, NULL]), /trailing data/],
    ['without a length', reframed(good, '3080', '0000'), /malformed certificate/],
    ['with a negative serial number', certificateDer({ serial: hex('0201ff') }), /negative serial/],
    ['with an extension twice', certificateDer(twice), /duplicate extension/],
    ['of no month', certificateDer({ validity: sequence(month13, month13) }), /malformed UTCTime/],
    ['with half a flag', certificateDer({ extensions: [badFlag] }), /invalid basic constraints/],
    [
      'with a DNS name that is not ASCII',
      certificateDer({ extensions: [subjectAltName(dns(hex('e9')))] }),
      /dNSName is malformed/,
    ],
    [
      'with a point beside the curve',
      certificateDer({ spki: offCurve() }),
      /P256 point not on curve/,
    ],
  ]
  for (const [what, der, refusal] of cases) {
    t.ok(new X509Certificate(der), what)
    t.throws(() => parseCertificate(der), refusal, what)
  }
})

void t.test('what both take, the library reads otherwise', async (t) => {
  const names = certificateDer({ extensions: [subjectAltName(uri('HTTP://a'))] })
  const [read] = new X509Certificate(names).getExtension(SubjectAlternativeNameExtension)!.names
    .items
  t.equal(read?.value, 'HTTP://a')
  t.same(parseCertificate(names).sans.uri, ['http://a'])

  const twoLists = requestDer({
    attributes: [
      extensionRequest(subjectAltName(dns('a'))),
      extensionRequest(extension('1.2.3', NULL)),
    ],
  })
  t.equal(new Pkcs10CertificateRequest(twoLists).extensions.length, 1)
  t.equal(parseCertificateRequest(twoLists).extensions.length, 2)
})
