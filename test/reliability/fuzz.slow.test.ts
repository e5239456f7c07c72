import t from 'tap'
import { fuzzAlone, fuzzInCluster } from './fuzz.ts'
import { isProcessorTimeTold } from './processor-time.ts'

for (const [seed, hints] of [
  [1, 'without hints'],
  [2, 'with hints'],
] as const) {
  void t.test(
    `hostile requests are answered, and with nothing but a Status, ${hints}`,
    async (t) => {
      const { problems, codes, operations } = await fuzzAlone({ requests: 400, seed, heavy: false })
      t.same(problems, [])
      for (const code of ['200', '400', '404', '422']) t.ok((codes[code] ?? 0) > 0, code)
      t.ok(operations > 200, 'every operation is asked once')
    },
  )
}

void t.test(
  'hostile requests to one cluster of a host leave another alone',
  { skip: isProcessorTimeTold ? false : 'NOT TESTED: no processor time is told here' },
  async (t) => {
    const { outcomes, problems, told } = await fuzzInCluster({
      requests: 300,
      seed: 3,
      heavy: false,
      // one that is not forgotten is seen
      limits: { objects: 400, bytes: 32 * 1024 * 1024 },
    })
    t.comment(told)
    t.same(problems, [])
    for (const { codes } of outcomes)
      for (const code of ['200', '400', '404', '422']) t.ok((codes[code] ?? 0) > 0, code)
  },
)
