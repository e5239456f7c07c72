import t from 'tap'
import { SigningError } from '../../src/ca/errors.ts'
import { formatGoTime, grantedSeconds, validityFor } from '../../src/ca/policy.ts'
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

t.test('a time is printed as Go prints it', async (t) => {
  t.equal(formatGoTime(Date.parse('2036-11-21T14:04:51Z')), '2036-11-21 14:04:51 +0000 UTC')
})
