import t from 'tap'
import { DerReader, bitsOf, int64Of, TAG } from '../../src/ca/der/read.ts'
import { sequence, tlv, tlvOf, unsignedContent } from '../../src/ca/der/write.ts'
import { hex, messageOf } from './builders.ts'

t.test('lengths are written in the fewest bytes', async (t) => {
  for (const [length, header] of [
    [0, '0400'],
    [127, '047f'],
    [128, '048180'],
    [255, '0481ff'],
    [256, '04820100'],
    [65_536, '0483010000'],
    [16_777_216, '048401000000'],
  ] as const) {
    const element = tlv(TAG.octetString, Buffer.alloc(length))
    t.equal(element.toString('hex', 0, header.length / 2), header)
    t.equal(new DerReader(element).content(TAG.octetString)?.length, length)
  }
})

t.test('unsigned integers are written minimally, and never as negative integers', async (t) => {
  t.same(unsignedContent(hex('00 00 01')), hex('01'))
  t.same(unsignedContent(hex('80')), hex('00 80'))
  t.same(unsignedContent(hex('00 00')), hex('00'))
})

t.test('invalid DER elements are not read', async (t) => {
  for (const bytes of [
    '',
    '30',
    '30 05 00',
    '30 80 00 00',
    '30 81',
    '30 85 00 00 00 00 01 00',
    // non-minimal lengths, with complete contents
    `30 81 7f ${'00'.repeat(0x7f)}`,
    `30 82 00 80 ${'00'.repeat(0x80)}`,
    `30 83 00 ff ff ${'00'.repeat(0xffff)}`,
    // a tag number of several bytes
    '1f 85 01 00',
  ]) {
    const reader = new DerReader(hex(bytes))
    t.equal(reader.any(), undefined, bytes.slice(0, 24))
    t.equal(reader.empty, bytes === '', 'the reader does not advance')
  }
})

t.test('an element with another tag is not consumed', async (t) => {
  const reader = new DerReader(sequence(hex('02 01 05')))
  t.equal(reader.inside(TAG.set), undefined)
  t.equal(reader.inside(TAG.sequence)?.int64(), 5n)
})

t.test('integers are minimal and have at most 64 bits', async (t) => {
  t.equal(new DerReader(hex('02 08 7f ff ff ff ff ff ff ff')).int64(), 2n ** 63n - 1n)
  t.equal(new DerReader(hex('02 01 ff')).int64(), -1n)
  for (const bytes of ['02 00', '02 02 00 01', '02 02 ff 80', '02 09 01 00 00 00 00 00 00 00 00']) {
    t.equal(new DerReader(hex(bytes)).int64(), undefined, bytes)
  }
  t.equal(int64Of(hex('00 80')), 128n)
  t.equal(int64Of(hex('ff 7f')), -129n)
})

t.test('object identifiers have minimal arcs below 2^31', async (t) => {
  t.equal(new DerReader(hex('06 03 55 04 03')).oid(), '2.5.4.3')
  t.equal(new DerReader(hex('06 06 88 37 83 c2 53 02')).oid(), '2.999.57683.2')
  t.equal(new DerReader(hex('06 05 87 ff ff ff 7f')).oid(), '2.2147483567')
  for (const bytes of ['06 00', '06 02 2a 80', '06 03 2a 80 01', '06 06 2a 88 80 80 80 00']) {
    t.equal(new DerReader(hex(bytes)).oid(), undefined, bytes)
  }
})

t.test('booleans are one byte, all zeros or all ones', async (t) => {
  t.equal(new DerReader(hex('01 01 ff')).boolean(), true)
  t.equal(new DerReader(hex('01 01 00')).boolean(), false)
  t.equal(new DerReader(hex('01 01 01')).boolean(), undefined)
  t.equal(new DerReader(hex('01 00')).boolean(), undefined)
})

t.test('the padding bits of a bit string must be zeros', async (t) => {
  t.same(bitsOf(hex('04 f0')), hex('f0'))
  for (const bytes of ['03 00', '03 02 08 00', '03 01 01', '03 02 04 f8'])
    t.equal(new DerReader(hex(bytes)).bitString(), undefined, bytes)
})

t.test('an element can have 200,000 parts', async (t) => {
  const parts = Array.from({ length: 200_000 }, () => Buffer.of(5, 0))
  t.equal(tlvOf(TAG.sequence, parts).length, 400_005)
})

const problem = (digits: string) => messageOf(() => new DerReader(hex(digits)).rawField())

t.test('lengths are parsed as encoding/asn1 parses them', async (t) => {
  const cases = [
    ['30 83 80 00 00', 'syntax error: data truncated'],
    ['30 84 7f ff ff ff', 'syntax error: data truncated'],
    ['30 84 80 00 00 00', 'structure error: length too large'],
    ['30 85 01 00 00 00 00', 'structure error: length too large'],
    [`30 81 7f ${'00'.repeat(0x7f)}`, 'structure error: non-minimal length'],
    [`30 82 00 80 ${'00'.repeat(0x80)}`, 'structure error: superfluous leading zeros in length'],
    [`30 81 80 ${'00'.repeat(0x80)}`, undefined],
  ] as const
  for (const [bytes, expected] of cases)
    t.equal(problem(bytes), expected && `asn1: ${expected}`, bytes.slice(0, 24))
})
