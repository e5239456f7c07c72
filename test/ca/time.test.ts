import t from 'tap'
import { TAG } from '../../src/ca/der.ts'
import { formatGoTime, parseTime } from '../../src/ca/time.ts'

t.test('times are parsed as Go parses them', async (t) => {
  const cases = [
    [TAG.utcTime, '300506070809Z', '2030-05-06T07:08:09Z'],
    [TAG.utcTime, '3005060708Z', '2030-05-06T07:08:00Z'],
    [TAG.utcTime, '300506070809+0900', '2030-05-05T22:08:09Z'],
    [TAG.utcTime, '300506070809-0130', '2030-05-06T08:38:09Z'],
    [TAG.utcTime, '500101000000Z', '1950-01-01T00:00:00Z'],
    [TAG.utcTime, '300506070809+0000', undefined],
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

t.test('a time is printed as Go prints it', async (t) => {
  t.equal(formatGoTime(Date.parse('2036-11-21T14:04:51Z')), '2036-11-21 14:04:51 +0000 UTC')
})
