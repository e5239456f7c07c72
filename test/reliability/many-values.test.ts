import t from 'tap'
import { manyValues } from './many-values.ts'
import { isProcessorTimeTold } from './processor-time.ts'

const KIB = 1024

/** The worst of a full run is 30 ms. */
const LONGEST_MS = 100

void t.test(
  'whoever sends objects of very many values holds up nobody',
  {
    skip: isProcessorTimeTold ? false : 'NOT TESTED: no processor time is told here',
    timeout: 300_000,
  },
  async (t) => {
    for (const only of ['Role names', 'ConfigMap data']) {
      const turns = await manyValues({ only, stored: 250 * KIB, body: 400 * KIB })
      t.ok(turns.length > 20, only)
      for (const { what, code, ms } of turns)
        t.ok(ms < LONGEST_MS, `${what}: ${code} after a turn of ${ms.toFixed(0)} ms`)
    }
  },
)
