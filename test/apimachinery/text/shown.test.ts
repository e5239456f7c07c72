import t from 'tap'
import {
  escapeJson,
  hasUnseen,
  shown,
  shownJson,
  shownLines,
} from '../../../src/apimachinery/text/shown.ts'

t.test('invisible characters are escaped', async (t) => {
  for (const [what, text, seen] of [
    ['nothing', '', ''],
    ['letters of all kinds', 'Zoë 日本 שלום ١ €', 'Zoë 日本 שלום ١ €'],
    ['characters special in shells', '\'"\\`$', '\'"\\`$'],
    ['ESC', '\x1b[2K', '\\x1b[2K'],
    ['OSC', '\x1b]0;x\x07', '\\x1b]0;x\\x07'],
    ['NUL, DEL and CSI as C1', '\0\x7f\x9b', '\\x00\\x7f\\x9b'],
    ['line breaks and a tab', 'a\nb\rc\td', 'a\\nb\\rc\\td'],
    ['line and paragraph separators', '\u2028\u2029', '\\u2028\\u2029'],
    ['bidi controls', '\u202e\u2066\u200e\u061c', '\\u202e\\u2066\\u200e\\u061c'],
    ['zero width', '\u200b\u200d\u2060\ufeff\u00ad', '\\u200b\\u200d\\u2060\\ufeff\\xad'],
    ['invisible letters and marks', '\u3164\u115f\ufe0f\u034f', '\\u3164\\u115f\\ufe0f\\u034f'],
    ['tags', '\u{e0041}', '\\U000e0041'],
    ['other blanks', '\u00a0\u3000', '\\xa0\\u3000'],
    ['private and unassigned', '\ue000\u0378', '\\ue000\\u0378'],
    ['half of a surrogate pair', 'a\ud800b', 'a\\ud800b'],
  ] as const) {
    t.equal(shown(text), seen, what)
    t.equal(shown(seen), seen, `${what}, shown again`)
    t.equal(hasUnseen(text), text !== seen, `hasUnseen: ${what}`)
  }
})

t.test('lines are joined by newlines, and newlines inside a line are escaped', async (t) => {
  t.equal(shownLines(['a\nb', '', 'c']), 'a\\nb\n\nc')
})

t.test('escaped JSON parses to the same value', async (t) => {
  const value = { 'a\u202e': ['\x1b\n', '\u{e0041}', 'ü', { b: null }] }
  const text = shownJson(value)
  t.same(JSON.parse(text), value)
  t.notOk(hasUnseen(text.replaceAll('\n', '')))
  t.ok(text.endsWith('}\n') && text.includes('\n  ') && text.includes('ü'))
  t.equal(escapeJson('{"a":"\x9b\u{e0041}"}\n'), '{"a":"\\u009b\\udb40\\udc41"}\n')
})
