import t from 'tap'
import { compareKeys, inRange, isStorable, rangeOfPrefix } from '../../src/storage/key-order.ts'

const POINTS = [
  '',
  '\0',
  '/',
  '0',
  'A',
  'a',
  '~',
  '\x7f',
  '\x80',
  'ÿ',
  '\u07ff',
  '\u0800',
  '\ud7ff',
]
const HIGH = ['\ue000', '\uffff', '\u{10000}', '\u{1f600}', '\u{10ffff}']
const keys = [...POINTS, ...HIGH].flatMap((a) => [...POINTS, ...HIGH].map((b) => `k${a}${b}`))

t.test('keys are compared like their UTF-8 bytes', async (t) => {
  const wrong: string[][] = []
  for (const a of keys) {
    for (const b of keys) {
      const bytes = Buffer.compare(Buffer.from(a), Buffer.from(b))
      if (Math.sign(compareKeys(a, b)) !== bytes) wrong.push([a, b])
    }
  }
  t.same(wrong, [])
})

t.test('the range of a prefix contains the keys with the prefix, and no others', async (t) => {
  for (const prefix of ['/', 'k/', 'ka/', 'k\uffff/', 'k\u{10ffff}/']) {
    const range = rangeOfPrefix(prefix)
    const inside = keys.filter((key) => inRange(key, range))
    t.same(
      inside,
      keys.filter((key) => key.startsWith(prefix)),
      JSON.stringify(prefix),
    )
  }
  t.same(rangeOfPrefix('/registry/things/'), { from: '/registry/things/', to: '/registry/things0' })
})

t.test('half a surrogate pair cannot be stored', async (t) => {
  t.ok(isStorable('a\u{1f600}\0\uffff'))
  for (const key of ['\ud83d', 'a\ude00', '\ude00\ud83d', '\ud83d/']) t.notOk(isStorable(key))
})
