/** Widths of text in terminal columns; the expected widths are cursor positions of tmux 3.5a. */
import t from 'tap'
import { cutTo, padTo, widthOf } from '../../../src/apimachinery/text/width.ts'
import { wrapped } from '../../../src/apimachinery/text/wrapped.ts'
import { columnsOf } from '../../../src/cli/kit/columns.ts'

const WIDTHS = [
  ['', 0, 'nothing'],
  ['jane.key', 8, 'ASCII'],
  ['가', 2, 'a Hangul syllable'],
  ['\u1112\u1161\u11ab', 2, 'the same syllable decomposed, as in file names of macOS'],
  ['증명서 CA', 9, 'Hangul and ASCII'],
  ['𠀀', 2, 'an ideograph that is two units of UTF-16'],
  ['ｶﾞ', 2, 'half-width kana'],
  ['Ａ', 2, 'full-width'],
  ['e\u0301', 1, 'a combining mark'],
  ['a\u20dd', 1, 'an enclosing mark'],
  ['\u0e17\u0e35\u0e48', 1, 'two marks'],
  ['\u0928\u093f', 2, 'a mark that has a column of its own'],
  ['\u3164', 0, 'an invisible letter'],
  ['👩', 2, 'an emoji'],
  ['🇰🇷', 2, 'a flag'],
  ['⌚', 2, 'an old symbol that is an emoji'],
  ['❤', 1, 'a symbol shown as text'],
  ['✓✗…·①', 5, 'ambiguous characters: one column each'],
] as const

t.test('each text is as wide as in tmux', async (t) => {
  for (const [text, width, what] of WIDTHS) t.equal(widthOf(text), width, what)
})

t.test('texts are padded and cut by columns', async (t) => {
  t.equal(padTo('현재:', 8), '현재:   ')
  t.equal(padTo('toolong', 3), 'toolong')
  t.equal(cutTo('증명서', 6), '증명서')
  t.equal(cutTo('증명서', 5), '증명…')
  t.equal(cutTo('증명서', 4), '증…', 'no half of a wide character')
  t.equal(cutTo('e\u0301e\u0301e\u0301', 2), 'e\u0301…', 'a combining mark stays with its letter')
  t.equal(cutTo('👩👩', 3), '👩…')
  t.equal(cutTo('ab', 1), '…')
  for (const [text] of WIDTHS)
    for (const columns of [1, 2, 3, 4]) {
      t.ok(widthOf(cutTo(text, columns)) <= columns, `${text} ${columns}`)
      t.notMatch(cutTo(text, columns), /\p{Surrogate}/u, 'no character is cut in half')
    }
})

t.test('texts are wrapped at words, by columns', async (t) => {
  t.same(wrapped('인증서로 로그인할 수 있게 해 주세요.', 16), [
    '인증서로',
    '로그인할 수 있게',
    '해 주세요.',
  ])
  t.same(wrapped('a bb  ccc', 4), ['a bb', 'ccc'])
  t.same(wrapped('averylongword b', 4), ['averylongword', 'b'])
})

t.test('table columns are aligned beside wide, combining and escaped characters', async (t) => {
  const rows = columnsOf([
    ['LAB', '제목', '분', ''],
    ['jane', '새 동료', '10', 'x'],
    ['e\u0301', 'New', '8', 'x'],
    ['\u001b[2J', '👩', '8', 'x'],
  ])
  t.same(rows, [
    'LAB      제목     분',
    'jane     새 동료  10  x',
    'e\u0301        New      8   x',
    '\\x1b[2J  👩       8   x',
  ])
  t.same(columnsOf([]), [])
})
