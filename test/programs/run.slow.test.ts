import t from 'tap'
import { runPrograms } from './run.ts'

for (const seed of [1, 2]) {
  void t.test(`what must hold after each step of a program does, seed ${seed}`, async (t) => {
    const { problems, codes, taken } = await runPrograms(t, { steps: 150, seed })
    t.same(problems, [])
    for (const code of ['200', '201', '400', '404', '422']) t.ok((codes[code] ?? 0) > 0, code)
    t.ok(Object.keys(taken).length > 20, 'most resources were written')
  })
}
