import t from 'tap'
import { sizeOf } from '../../tools/size/count.ts'

t.test('comments count as words, code as tokens; // within a string is no comment', async (t) => {
  const folder = t.testdir({
    'a.ts': '/** Two words. */\nconst a = `x${b}y // no comment`\n',
    'a.d.ts': 'declare const c: number',
    deep: { 'b.mjs': 'f(1) // three more words' },
  })
  // tokens: const a = `x${ b }y…` and f ( 1 )
  t.same(sizeOf(folder), { tokens: 10, words: 5 })
})
