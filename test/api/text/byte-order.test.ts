import t from 'tap'
import { inByteOrder, sortedKeys } from '../../../src/api/text/byte-order.ts'

const mapOf = (...keys: string[]): Record<string, number> => {
  const map: Record<string, number> = Object.create(null)
  keys.forEach((key, at) => (map[key] = at))
  return map
}

t.test('keys are sorted by their bytes, not by UTF-16 units', (t) => {
  t.strictSame(sortedKeys(mapOf('b', 'a', 'B', '-')), ['-', 'B', 'a', 'b'])
  // U+FF5E is below U+1F600 in UTF-8 and above its first half in UTF-16
  t.strictSame(sortedKeys(mapOf('\u{1f600}', '\uff5e')), ['\uff5e', '\u{1f600}'])
  t.end()
})

t.test('a map in order is left alone, another is copied in order', (t) => {
  const ordered = mapOf('a', 'b', '__proto__')
  const sorted = mapOf('__proto__', 'a', 'b')
  t.equal(inByteOrder(sorted), sorted)
  const copy = inByteOrder(ordered)
  t.strictSame(Object.entries(copy), [
    ['__proto__', 2],
    ['a', 0],
    ['b', 1],
  ])
  t.equal(Object.getPrototypeOf(copy), null)
  t.end()
})
