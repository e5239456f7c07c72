import t from 'tap'
import { DecodeError } from '../../../src/apimachinery/text/decode-error.ts'
import {
  canonicalMicroTime,
  canonicalTime,
  microTimeText,
  secondsOfTime,
  timeText,
} from '../../../src/apimachinery/text/go-time.ts'

t.test('times are converted to UTC and whole seconds', async (t) => {
  for (const [text, canonical] of [
    ['2024-01-02T03:04:05Z', '2024-01-02T03:04:05Z'],
    ['2024-01-02T03:04:05.999Z', '2024-01-02T03:04:05Z'],
    ['2024-01-02T03:04:05,5Z', '2024-01-02T03:04:05Z'],
    ['2024-01-01T00:00:00+02:00', '2023-12-31T22:00:00Z'],
    ['2024-02-29T23:30:00-01:00', '2024-03-01T00:30:00Z'],
    ['2024-01-01T5:00:00Z', '2024-01-01T05:00:00Z'],
    ['2024-01-01T05:00:00-24:60', '2024-01-02T06:00:00Z'],
    ['0099-06-07T01:02:03Z', '0099-06-07T01:02:03Z'],
    ['9999-12-31T23:59:59-01:00', '10000-01-01T00:59:59Z'],
    ['0001-01-01T00:00:00Z', undefined],
    ['0001-01-01T01:00:00+01:00', undefined],
  ] as const)
    t.equal(canonicalTime(text), canonical, text)
})

t.test("invalid times get time.Parse's errors", async (t) => {
  const layout = '"2006-01-02T15:04:05Z07:00"'
  for (const [text, message] of [
    ['x', `parsing time "x" as ${layout}: cannot parse "x" as "2006"`],
    ['', `parsing time "" as ${layout}: cannot parse "" as "2006"`],
    [
      '2024-1-01T05:00:00Z',
      `parsing time "2024-1-01T05:00:00Z" as ${layout}: cannot parse "1-01T05:00:00Z" as "01"`,
    ],
    [
      '2024-01-01 05:00:00Z',
      `parsing time "2024-01-01 05:00:00Z" as ${layout}: cannot parse " 05:00:00Z" as "T"`,
    ],
    [
      '2024-01-01T05:00:00',
      `parsing time "2024-01-01T05:00:00" as ${layout}: cannot parse "" as "Z07:00"`,
    ],
    [
      '2024-01-01T05:00:00+2:00',
      `parsing time "2024-01-01T05:00:00+2:00" as ${layout}: cannot parse "+2:00" as "Z07:00"`,
    ],
    [
      '2024-01-01T05:00:00.Z',
      `parsing time "2024-01-01T05:00:00.Z" as ${layout}: cannot parse ".Z" as "Z07:00"`,
    ],
    ['a"é', `parsing time "a\\"\\xc3\\xa9" as ${layout}: cannot parse "a\\"\\xc3\\xa9" as "2006"`],
    ['\x7f\t', `parsing time "\x7f\\x09" as ${layout}: cannot parse "\x7f\\x09" as "2006"`],
    ['2024-13-01T00:00:00Z', 'parsing time "2024-13-01T00:00:00Z": month out of range'],
    ['2023-02-29T00:00:00Z', 'parsing time "2023-02-29T00:00:00Z": day out of range'],
    ['2024-01-00T00:00:00Z', 'parsing time "2024-01-00T00:00:00Z": day out of range'],
    ['2024-01-01T24:00:00Z', 'parsing time "2024-01-01T24:00:00Z": hour out of range'],
    ['2024-01-01T05:60:00Z', 'parsing time "2024-01-01T05:60:00Z": minute out of range'],
    ['2024-01-01T05:00:60Z', 'parsing time "2024-01-01T05:00:60Z": second out of range'],
    [
      '2024-01-01T05:00:00+25:00',
      'parsing time "2024-01-01T05:00:00+25:00": time zone offset hour out of range',
    ],
    [
      '2024-01-01T05:00:00+01:61',
      'parsing time "2024-01-01T05:00:00+01:61": time zone offset minute out of range',
    ],
    ['2024-01-01T05:00:00Zx', 'parsing time "2024-01-01T05:00:00Zx": extra text: "x"'],
  ] as const) {
    t.throws(() => canonicalTime(text), new DecodeError(message), text)
  }
})

t.test('micro times have exactly six decimals', async (t) => {
  const layout = '"2006-01-02T15:04:05.000000Z07:00"'
  t.equal(canonicalMicroTime('2024-01-01T00:00:00.123456+01:00'), '2023-12-31T23:00:00.123456Z')
  t.equal(canonicalMicroTime('0001-01-01T00:00:00.000000Z'), undefined)
  t.equal(canonicalMicroTime('0001-01-01T00:00:00.000001Z'), '0001-01-01T00:00:00.000001Z')
  t.throws(
    () => canonicalMicroTime('2024-01-01T00:00:00Z'),
    new DecodeError(
      `parsing time "2024-01-01T00:00:00Z" as ${layout}: cannot parse "Z" as ".000000"`,
    ),
  )
  t.throws(
    () => canonicalMicroTime('2024-01-01T00:00:00.1234567Z'),
    new DecodeError(
      `parsing time "2024-01-01T00:00:00.1234567Z" as ${layout}: cannot parse "7Z" as "Z07:00"`,
    ),
  )
})

t.test('times survive a round trip through text', async (t) => {
  for (const seconds of [0, -1, 1_700_000_000, -62_135_596_799, 253_402_300_799]) {
    t.strictSame(secondsOfTime(timeText(seconds)!), { seconds, micros: 0 })
    t.strictSame(secondsOfTime(microTimeText(seconds, 42)!), { seconds, micros: 42 })
  }
})
