import t from 'tap'
import { glob } from '../../../src/manage/approvers/glob.ts'
import { stopwatch } from '../../fixtures/processor-time.ts'
import { Random } from '../../fixtures/random.ts'

t.test('a star stands for anything', (t) => {
  const rows: readonly (readonly [pattern: string, fits: string[], others: string[]])[] = [
    ['jane', ['jane'], ['', 'jan', 'janet', 'ajane']],
    ['*', ['', 'jane', '***'], []],
    ['dev-*', ['dev-', 'dev-a'], ['dev', 'adev-']],
    ['*-dev', ['-dev', 'a-dev'], ['-devs', 'dev']],
    ['a*b*c', ['abc', 'a-b-c', 'abbc', 'abcbc'], ['acb', 'ac', 'abca']],
    ['aba*aba', ['abaaba', 'aba-aba'], ['aba', 'ababa']],
    ['a**a', ['aa', 'aba'], ['a']],
    ['*a*', ['a', 'bab'], ['', 'b']],
    ['a.c', ['a.c'], ['abc']],
    ['', [''], ['a']],
  ]
  for (const [pattern, fits, others] of rows) {
    for (const text of fits) t.ok(glob(pattern)(text), `${pattern}: ${text}`)
    for (const text of others) t.notOk(glob(pattern)(text), `${pattern}: ${text}`)
  }
  t.end()
})

t.test('as a regular expression has it', (t) => {
  const random = new Random(7)
  const drawn = (letters: string): string =>
    Array.from({ length: random.int(8) }, () => letters[random.int(letters.length)]).join('')
  for (let i = 0; i < 20_000; i++) {
    const [pattern, text] = [drawn('ab*'), drawn('ab')]
    const same = new RegExp(`^${pattern.replaceAll('*', '[^]*')}$`).test(text)
    if (glob(pattern)(text) !== same) t.fail(`${pattern}: ${text}`)
  }
  t.end()
})

t.test('no pattern holds up the others', (t) => {
  const text = 'a'.repeat(20_000)
  const matches = glob(`${'a*'.repeat(250)}b`)
  const passed = stopwatch()
  for (let i = 0; i < 20; i++) t.notOk(matches(text))
  // ways through the text would be more than there are atoms
  t.ok(passed() < 1000, `${passed()} ms`)
  t.end()
})
