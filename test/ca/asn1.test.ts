import t from 'tap'
import { cursor, rawField } from '../../src/ca/asn1.ts'
import { messageOf, hex } from './builders.ts'

const problem = (digits: string) => messageOf(() => rawField(cursor(hex(digits))))

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
