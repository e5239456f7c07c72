import t from 'tap'
import { periodically } from '../../src/controllers/periodically.ts'
import { ManualClock } from '../fixtures/clock.ts'

const sweeping = (count: number) => {
  const clock = new ManualClock()
  const batches: number[] = []
  let sweeps = 0
  let swept = (): void => undefined
  const controller = periodically<number>({
    name: 'cleaner',
    clock,
    intervalMs: 60_000,
    rows: () => Array.from({ length: count }, (_, i) => i),
    look: async (rows) => batches.push(rows.length),
    swept: () => {
      sweeps++
      swept()
    },
  })
  const nextSweep = (): Promise<void> => new Promise((resolve) => (swept = resolve))
  return { clock, controller, batches, nextSweep, sweeps: () => sweeps }
}

void t.test('it looks at everything at its start, and again after each interval', async (t) => {
  const { clock, controller, batches, nextSweep, sweeps } = sweeping(250)
  const first = nextSweep()
  controller.start()
  await first
  t.same(batches, [100, 100, 50])
  await Promise.resolve()
  t.same(clock.waiting, [60_000], 'counted from the end of the sweep')
  const second = nextSweep()
  clock.advance(60_000)
  await second
  t.same(batches, [100, 100, 50, 100, 100, 50])
  await controller.stop()
  t.same(clock.waiting, [])
  clock.advance(600_000)
  t.equal(sweeps(), 2)
})

void t.test('it stops between two batches', async (t) => {
  const { clock, controller, batches, sweeps } = sweeping(1000)
  controller.start()
  await controller.stop()
  t.ok(batches.length < 10, `${batches.length} batches`)
  t.equal(sweeps(), 0)
  t.same(clock.waiting, [])
})
