import t from 'tap'
import { warningHeaders } from '../../../../src/apiserver/http/answer/warnings.ts'

t.test('a warning is a quoted text; repeated and empty ones are omitted', async (t) => {
  t.strictSame(warningHeaders(['careful', 'say "hi" \\']), [
    '299 - "careful"',
    '299 - "say \\"hi\\" \\\\"',
  ])
  t.strictSame(warningHeaders(['once', 'once', '']), ['299 - "once"'])
  t.strictSame(warningHeaders([]), [])
})

t.test('a text cannot break out of its header', async (t) => {
  t.strictSame(warningHeaders(['a\r\nset-cookie: x\u0000\u007f']), ['299 - "a  set-cookie: x  "'])
})

t.test('non-ASCII letters are sent as UTF-8 bytes', async (t) => {
  const [header] = warningHeaders(['größe'])
  t.equal(Buffer.from(header!, 'latin1').toString(), '299 - "größe"')
})

t.test('above the total limit, long warnings are cut, and the last ones omitted', async (t) => {
  const long = warningHeaders(['a'.repeat(4097), 'short'])
  t.strictSame(
    long.map(({ length }) => length),
    [256 + 8, 5 + 8],
  )
  t.equal(warningHeaders(['a'.repeat(4096)])[0]!.length, 4096 + 8)
  const many = warningHeaders(Array.from({ length: 100 }, (_, i) => `${i} ${'x'.repeat(300)}`))
  t.equal(many.length, 16)
})

t.test('a text of many megabytes is not split into characters', async (t) => {
  const characters = String.prototype[Symbol.iterator]
  // oxlint-disable-next-line no-extend-native
  t.teardown(() => (String.prototype[Symbol.iterator] = characters))
  let longest = 0
  // oxlint-disable-next-line no-extend-native
  String.prototype[Symbol.iterator] = function iterate(this: string) {
    longest = Math.max(longest, this.length)
    return characters.call(this)
  }
  const headers = warningHeaders(['x'.repeat(20_000_000), 'short'])
  t.same(headers, [`299 - "${'x'.repeat(256)}"`, '299 - "short"'])
  t.ok(longest < 10_000, `a text of ${longest} characters was split`)
})
