import t from 'tap'
import { TAG } from '../../src/ca/der/read.ts'
import { SigningError } from '../../src/ca/errors.ts'
import { grantedSeconds, validityFor } from '../../src/ca/policy.ts'
import { formatGoTime, parseTime } from '../../src/ca/time.ts'
import { NOW } from './builders.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

t.test("a duration is cut to the signer's maximum, or raised to ten minutes", async (t) => {
  const cases = [
    [undefined, DAY, DAY],
    [2 * DAY, DAY, DAY],
    [HOUR, DAY, HOUR],
    [600, DAY, 600],
    [599, DAY, 600],
    [-1, DAY, 600],
    [600, 5 * MINUTE, 5 * MINUTE],
    [60, 5 * MINUTE, 600],
    [2_147_483_647, 365 * DAY, 365 * DAY],
  ] as const
  for (const [wish, maximum, granted] of cases)
    t.equal(grantedSeconds(wish, maximum), granted, `${wish} of ${maximum}`)
})

t.test('short certificates are extended by their backdating', async (t) => {
  const spans = [
    [24 * HOUR, 24 * HOUR],
    [10 * HOUR, 10 * HOUR],
    [8 * HOUR, 8 * HOUR],
    [8 * HOUR - 1, 8 * HOUR - 1 + 5 * MINUTE],
    [2 * HOUR, 2 * HOUR + 5 * MINUTE],
    [30 * MINUTE, 35 * MINUTE],
    [10 * MINUTE, 15 * MINUTE],
  ] as const
  for (const [duration, span] of spans) {
    const { notBefore, notAfter } = validityFor(duration, NOW, NOW + 1e12)
    t.equal(notBefore, NOW - 5 * MINUTE * 1000)
    t.equal(notAfter - notBefore, span * 1000, `${duration} s`)
  }
})

t.test('fractions of a second are cut off', async (t) => {
  t.same(validityFor(HOUR, NOW + 999, NOW + 1e12), validityFor(HOUR, NOW, NOW + 1e12))
})

t.test('no certificate outlives its CA', async (t) => {
  const end = NOW + 3 * HOUR * 1000
  t.equal(validityFor(DAY, NOW, end).notAfter, end)
  t.equal(validityFor(3 * HOUR, NOW, end).notAfter, end)
  t.equal(validityFor(3 * HOUR - 1, NOW, end).notAfter, end - 1000)
})

t.test('an expired CA signs nothing', async (t) => {
  const end = NOW - (NOW % 1000)
  const text = '2030-05-06 07:08:09 +0000 UTC'
  const refused = new SigningError(
    `refusing to sign a certificate that expired in the past: NotAfter=${text}`,
  )
  const expired = new SigningError(`the signer has expired: NotAfter=${text}`)
  t.equal(validityFor(DAY, end - 1000, end).notAfter, end)
  t.throws(() => validityFor(DAY, end, end), refused)
  t.throws(() => validityFor(DAY, end + 5 * MINUTE * 1000 - 1, end), refused)
  t.throws(() => validityFor(DAY, end + 5 * MINUTE * 1000, end), expired)
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

t.test('a time is printed as Go prints it', async (t) => {
  t.equal(formatGoTime(Date.parse('2036-11-21T14:04:51Z')), '2036-11-21 14:04:51 +0000 UTC')
})
