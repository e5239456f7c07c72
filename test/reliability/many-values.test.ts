import t from 'tap'
import { mostValues } from '../../src/api/text/many-values.ts'
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
    const sizes = { stored: 250 * KIB, body: 400 * KIB }
    for (const options of [
      { only: 'Role names', ...sizes },
      { only: 'ConfigMap data', ...sizes },
      { only: 'ConfigMap data', values: mostValues(), rounds: 2 },
    ]) {
      const turns = await manyValues(options)
      t.ok(turns.length > 20, options.only)
      for (const { what, code, ms } of turns)
        t.ok(ms < LONGEST_MS, `${what}: ${code} after a turn of ${ms.toFixed(0)} ms`)
    }
    for (const { what, code, ms } of await manyValues({
      only: 'Pod containers, empty',
      values: mostValues(),
      rounds: 4,
    }))
      t.ok(ms < LONGEST_MS, `${what}: ${code} after a turn of ${ms.toFixed(0)} ms`)
  },
)
