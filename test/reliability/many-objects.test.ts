import t from 'tap'
import { curves } from './curves.ts'
import { drawCurves } from './curves-svg.ts'
import { manyObjects } from './many-objects.ts'
import { isProcessorTimeTold } from './processor-time.ts'

/** The worst of a full run is less. */
const LONGEST_MS = 100

const skip = isProcessorTimeTold ? false : 'NOT TESTED: no processor time is told here'

void t.test(
  'a store of many requests is started and listed without holding up others',
  { skip, timeout: 300_000 },
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

void t.test(
  'single requests cost the same with more objects, a start its share for each, and the picture has every figure',
  { skip, timeout: 300_000 },
  async (t) => {
    const counts = [500, 4000]
    const found = await curves({ counts })
    for (const { name, values, isOfAll } of found) {
      t.ok(values.length === 2 && values.every((value) => value > 0), name)
      // what has a share for each object costs eight times as much at most, and what looked at others for each 64 times
      const [few, many] = values as [number, number]
      t.ok(many < (isOfAll ? 12 : 4) * few, `${name}: ${few.toFixed(2)} and ${many.toFixed(2)}`)
    }
    const picture = drawCurves(counts, found)
    t.equal(picture.split('<circle').length - 1, found.length * 2)
    for (const { name, unit } of found) t.match(picture, `>${name}, ${unit}<`)
  },
)
