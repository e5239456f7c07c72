import t from 'tap'
import { glob } from '../../../src/testing/approvers/glob.ts'

t.test('a star matches any text, including the empty text', async (t) => {
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
})
