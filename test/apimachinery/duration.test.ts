import t from 'tap'
import {
  ageOf,
  goDurationText,
  humanDuration,
  parseGoDuration,
} from '../../src/apimachinery/duration.ts'

t.test('a duration is written as kubectl prints it', async (t) => {
  for (const [value, text] of [
    [-2, '<invalid>'],
    [-1.5, '0s'],
    [-1, '0s'],
    [0, '0s'],
    [119.9, '119s'],
    [120, '2m'],
    [121, '2m1s'],
    [599, '9m59s'],
    [600, '10m'],
    [10799, '179m'],
    [10800, '3h'],
    [28799, '7h59m'],
    [28800, '8h'],
    [172799, '47h'],
    [172800, '2d'],
    [176400, '2d1h'],
    [608400, '7d1h'],
    [691200, '8d'],
    [31536000, '365d'],
    [63072000, '2y'],
    [63158400, '2y1d'],
    [252288000, '8y'],
    [2147483647, '68y'],
  ] as const)
    t.equal(humanDuration(value * 1000), text, String(value))
})

t.test('an age is counted from a timestamp; without a timestamp, it is unknown', async (t) => {
  const now = Date.parse('2030-01-01T00:10:05Z')
  t.equal(ageOf('2030-01-01T00:00:00Z', now), '10m')
  t.equal(ageOf('10000-01-01T04:59:59Z', now), '<invalid>', 'beyond what Date.parse reads')
  t.equal(ageOf('2030-01-01T00:10:04.500000Z', now), '0s')
  t.equal(ageOf('2030-01-01T00:10:06Z', now), '0s', 'clocks may differ a little')
  for (const unset of [undefined, null, '']) t.equal(ageOf(unset, now), '<unknown>')
})

t.test("durations in options are parsed like Go's", async (t) => {
  for (const [text, seconds] of [
    ['0', 0],
    ['1h30m', 5400],
    ['1.5s', 1.5],
    ['.5m', 30],
    ['2.h', 7200],
    ['250ms', 0.25],
    ['-5m', -300],
    ['+5m', 300],
  ] as const)
    t.equal(parseGoDuration(text), seconds, text)
  for (const [text, message] of [
    ['', 'time: invalid duration ""'],
    ['abc', 'time: invalid duration "abc"'],
    ['-', 'time: invalid duration "-"'],
    ['.s', 'time: invalid duration ".s"'],
    ['5', 'time: missing unit in duration "5"'],
    ['1h5', 'time: missing unit in duration "1h5"'],
    ['5d', 'time: unknown unit "d" in duration "5d"'],
    ['1h 5m', 'time: unknown unit "h " in duration "1h 5m"'],
  ] as const)
    t.throws(() => parseGoDuration(text), { message }, text)
})

t.test("durations are formatted like Go's", async (t) => {
  for (const [seconds, text] of [
    [0, '0s'],
    [31_536_000, '8760h0m0s'],
    [90, '1m30s'],
    [-300, '-5m0s'],
  ] as const)
    t.equal(goDurationText(seconds), text, text)
})
