import t from 'tap'
import { manyObjects } from './many-objects.ts'
import { isProcessorTimeTold } from './processor-time.ts'

/** The worst of a full run is less. */
const LONGEST_MS = 100

void t.test(
  'a store of many requests is started and listed without holding up others',
  {
    skip: isProcessorTimeTold ? false : 'NOT TESTED: no processor time is told here',
    timeout: 300_000,
  },
  async (t) => {
    const phases = await manyObjects({ count: 5000 })
    t.same(
      phases.map(({ came }) => came).filter((came) => came.endsWith(' objects')),
      ['5000 objects', '2499 objects', '5000 objects'],
    )
    for (const { what, turn } of phases)
      t.ok(turn < LONGEST_MS, `${what}: a turn of ${turn.toFixed(0)} ms`)
  },
)
