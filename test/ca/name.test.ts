import t from 'tap'
import { TAG } from '../../src/ca/der/read.ts'
import { oid, sequence, tlv } from '../../src/ca/der/write.ts'
import { asBeforeGo125, encodeName, formatName, textAttributes } from '../../src/ca/name.ts'
import { OID } from '../../src/ca/oid.ts'
import {
  attribute,
  hex,
  messageOf,
  name,
  request,
  text,
  utf8,
  judge,
  PARAMETERS,
} from './builders.ts'

const DC = '0.9.2342.19200300.100.1.25'

const printable = (type: string, value: string) => attribute(type, text(TAG.printableString, value))

const cn = (value: string) => printable(OID.commonName, value)
const o = (value: string) => printable(OID.organization, value)

/** Encodes a CSR's subject as in the certificate. */
const rewrite = (subject: Buffer) => encodeName(textAttributes(request({ subject }).subject))

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

t.test('attributes are written in a fixed order, grouped by type and sorted', async (t) => {
  const subject = name(
    [printable(OID.serialNumber, '1')],
    [cn('cn')],
    [o('bb'), o('c')],
    [printable(OID.organizationalUnit, 'ou')],
    [o('a')],
    [printable(OID.postalCode, 'p')],
    [printable(OID.streetAddress, 'street')],
    [printable(OID.locality, 'l')],
    [printable(OID.province, 'st')],
    [printable(OID.country, 'KR')],
  )
  const written = name(
    [printable(OID.country, 'KR')],
    [printable(OID.province, 'st')],
    [printable(OID.locality, 'l')],
    [printable(OID.streetAddress, 'street')],
    [printable(OID.postalCode, 'p')],
    // shorter values sort first, by their length bytes
    [o('a'), o('c'), o('bb')],
    [printable(OID.organizationalUnit, 'ou')],
    [cn('cn')],
    [printable(OID.serialNumber, '1')],
  )
  t.same(rewrite(subject), written)
})

t.test('a value is a PrintableString if possible, else a UTF8String', async (t) => {
  const cases = [
    ["Az09 '()+,-./:=?", TAG.printableString],
    ['system:node:a', TAG.printableString],
    ['*.example.com', TAG.utf8String],
    ['a&b', TAG.utf8String],
    ['a@b', TAG.utf8String],
    ['a_b', TAG.utf8String],
    ['제인', TAG.utf8String],
  ] as const
  for (const [value, tag] of cases) {
    const written = name([attribute(OID.commonName, text(tag, value))])
    t.same(rewrite(name([attribute(OID.commonName, utf8(value))])), written, value)
  }
})

t.test('only the last of several common names is kept, and only if it is not empty', async (t) => {
  const twice = name([cn('a')], [cn('b')])
  t.same(rewrite(twice), name([cn('b')]))
  const emptied = name([cn('a')], [cn('')])
  t.same(rewrite(emptied), name())
})

t.test('an empty organization stays', async (t) => {
  const subject = name([o('')])
  t.same(rewrite(subject), subject)
})

t.test('values that are not text, and types that Go does not write, are dropped', async (t) => {
  const subject = name(
    [attribute(DC, utf8('example'))],
    [printable(OID.kubernetesUid, 'u')],
    [attribute(OID.organization, text(TAG.integer, Buffer.of(1)))],
    [cn('a')],
  )
  t.same(rewrite(subject), name([cn('a')]))
})

const t61 = (bytes: Buffer) => attribute(OID.commonName, text(TAG.t61String, bytes))

t.test('a T61String is read as Latin-1 and written as UTF-8', async (t) => {
  const written = (value: string) => name([attribute(OID.commonName, utf8(value))])
  t.same(rewrite(name([t61(Buffer.of(0xdc, 0x6e, 0xef))])), written('Ünï'))
  t.same(rewrite(name([t61(Buffer.from('é'))])), written('Ã©'))
  t.same(rewrite(name([t61(Buffer.from('jane'))])), name([cn('jane')]))
})

t.test('Go before 1.25 reads a T61String as UTF-8, and fails to write invalid UTF-8', async (t) => {
  const before = (subject: Buffer) =>
    encodeName(textAttributes(request({ subject }).subject).map(asBeforeGo125))
  t.same(before(name([t61(Buffer.from('é'))])), name([attribute(OID.commonName, utf8('é'))]))
  const latin1 = t61(Buffer.of(0xe9))
  t.equal(
    messageOf(() => before(name([latin1]))),
    'asn1: string not valid UTF-8',
  )
  t.same(
    before(name([latin1], [cn('b')])),
    name([cn('b')]),
    'an attribute that Go does not write is no error',
  )
})

t.test('additional attributes follow, each in its own RDN', async (t) => {
  const uid = { type: OID.kubernetesUid, text: 'u 1' }
  const written = name([cn('a')], [printable(OID.kubernetesUid, 'u 1')])
  t.same(encodeName([{ type: OID.commonName, text: 'a' }], [uid]), written)
})

t.test('a name is shown with its last RDN first', async (t) => {
  const shown = (...rdns: Buffer[][]) => formatName(request({ subject: name(...rdns) }).subject)
  t.equal(shown([o('Example, Inc.')], [cn('my CA')]), 'CN=my CA,O=Example\\, Inc.')
  t.equal(
    shown([printable(OID.country, 'KR'), attribute(DC, text(TAG.integer, Buffer.of(5)))]),
    `C=KR+${DC}=#05`,
  )
  t.equal(shown(), '')
})
