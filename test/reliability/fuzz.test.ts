import t from 'tap'
import { fuzz } from './fuzz.ts'

for (const [seed, hints] of [
  [1, 'without hints'],
  [2, 'with hints'],
] as const) {
  void t.test(
    `hostile requests are answered, and with nothing but a Status, ${hints}`,
    async (t) => {
      const { problems, codes, operations } = await fuzz({ requests: 400, seed, heavy: false })
      t.same(problems, [])
      for (const code of ['200', '400', '404', '422']) t.ok((codes[code] ?? 0) > 0, code)
      t.ok(operations > 200, 'every operation is asked once')
    },
  )
}
