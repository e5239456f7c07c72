import t from 'tap'
import { withoutLeading, withoutTrailing } from '../../../src/api/text/trim.ts'

void t.test('what a text begins and ends with is taken away, as often as it is there', (t) => {
  const cases: [text: string, leading: string, trailing: string][] = [
    ['', '', ''],
    ['/', '', ''],
    ['///', '', ''],
    ['a', 'a', 'a'],
    ['//a//b//', 'a//b//', '//a//b'],
  ]
  for (const [text, leading, trailing] of cases) {
    t.equal(withoutLeading(text, '/'), leading, text)
    t.equal(withoutTrailing(text, '/'), trailing, text)
  }
  t.end()
})

void t.test('a character may be two UTF-16 units, and half of one is another', (t) => {
  t.equal(withoutTrailing('a\u{10ffff}\u{10ffff}', '\u{10ffff}'), 'a')
  t.equal(withoutTrailing('a\udfff', '\u{10ffff}'), 'a\udfff')
  t.equal(withoutLeading('\u{10ffff}a', '\u{10ffff}'), 'a')
  t.end()
})
