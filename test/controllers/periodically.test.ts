import t from 'tap'
import type { KubeObject } from '../../src/apimachinery/meta.ts'
import { periodically } from '../../src/controllers/periodically.ts'
import type { Row } from '../../src/storage/store.ts'
import { ManualClock } from '../fixtures/clock.ts'
import { until } from '../fixtures/waits.ts'

interface Ending extends KubeObject {
  end: number
}

/** Objects that expire after these milliseconds (NaN: never), and a controller to delete them. */
const sweeping = (...ends: number[]) => {
  const clock = new ManualClock()
  const objects = new Map(ends.map((ms, i) => [`${i}`, clock.now() + ms]))
  let lastChange = 1
  let decoded = 0
  let sweeps = 0
  const removed: string[] = []
  const controller = periodically<Ending>({
    name: 'cleaner',
    clock,
    log: { error() {}, warn() {}, debug() {} },
    intervalMs: 60_000,
    client: {
      get lastChange() {
        return lastChange
      },
      rows: () => {
        sweeps++
        return Array.from(objects.keys(), (key) => ({ key, revision: 1 }) as Row)
      },
      decode: ({ key }) => {
        decoded++
        return { metadata: { name: key }, end: objects.get(key) } as Ending
      },
      delete: async (name) => {
        removed.push(name)
        objects.delete(name)
        lastChange++
      },
    },
    endOf: ({ end }) => end,
  })
  /** Waits until no sweep is running. */
  const quiet = async () => {
    await until(() => !controller.busy)
  }
  return {
    clock,
    controller,
    objects,
    removed,
    quiet,
    counts: () => ({ sweeps, decoded }),
    change: () => lastChange++,
  }
}

t.test('expired objects are deleted at the start, and after each interval', async (t) => {
  const { clock, controller, removed, quiet, counts } = sweeping(0, 60_000, 90_000, NaN)
  controller.start()
  t.ok(controller.busy)
  await quiet()
  t.same(removed, ['0'])
  t.same(clock.waiting, [60_000])
  clock.advance(60_000)
  await quiet()
  t.same(removed, ['0', '1'])
  clock.advance(60_000)
  await quiet()
  t.same(removed, ['0', '1', '2'], 'objects without an end stay')
  t.same(counts(), { sweeps: 3, decoded: 7 }, 'each object once, and once more for its deletion')
  await controller.stop()
  t.same(clock.waiting, [])
  clock.advance(600_000)
  t.equal(counts().sweeps, 3)
})

t.test('stopping ends a sweep before all objects are deleted', async (t) => {
  const { clock, controller, removed } = sweeping(...Array.from({ length: 1000 }, () => 0))
  controller.start()
  await controller.stop()
  t.ok(removed.length < 1000, `${removed.length} removed`)
  t.same(clock.waiting, [])
})

t.test('`idleUntil` returns the next expiry, or -Infinity after a change', async (t) => {
  const { clock, controller, quiet, change } = sweeping(3_600_000)
  const after = clock.after.bind(clock)
  let idleUntil = () => NaN
  clock.after = (ms, task, idle = () => NaN) => {
    idleUntil = idle
    return after(ms, task)
  }
  controller.start()
  await quiet()
  t.equal(idleUntil(), clock.now() + 3_600_000)
  change()
  t.equal(idleUntil(), -Infinity, 'after a change, the next end is unknown')
  clock.advance(60_000)
  await quiet()
  t.equal(idleUntil(), clock.now() + 3_540_000)
  await controller.stop()
})
