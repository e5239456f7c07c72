/** Many approvals at once do not block the event loop. */
import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { COLLECTION, condition, csrBody } from '../fixtures/builders.ts'
import { stopwatch } from '../fixtures/processor-time.ts'
import { type Json, startServer } from '../fixtures/server.ts'
import { until } from '../fixtures/waits.ts'

const COUNT = 500
/** maximum processor time of a turn of the event loop, far more than a turn needs */
const LONGEST_TURN_MS = 500

/**
 * Watches the event loop until the returned function is called. That function returns the longest
 * turn, in milliseconds of processor time.
 */
const watchTurns = () => {
  let longest = 0
  let isOver = false
  const watch = async () => {
    while (!isOver) {
      const spent = stopwatch()
      await setImmediate()
      longest = Math.max(longest, spent())
    }
  }
  void watch()
  return () => {
    isOver = true
    return longest
  }
}

t.test(`${COUNT} approvals at once are signed without blocking the event loop`, async (t) => {
  const server = await startServer(t)
  const names = Array.from({ length: COUNT }, (_, i) => `r${i}`)
  await Promise.all(names.map((name) => server.post(COLLECTION, csrBody({ name }))))
  const end = watchTurns()
  const approvals = names.map((name) =>
    server.patch(`${COLLECTION}/${name}/approval`, {
      status: { conditions: [condition('Approved')] },
    }),
  )
  const between = await server.get('/readyz')
  t.equal(between.code, 200)
  t.same(new Set((await Promise.all(approvals)).map(({ code }) => code)), new Set([200]))
  const { items } = await server.until(COLLECTION, (list) =>
    list.items.every(({ status }: Json) => status.certificate),
  )
  const longest = end()
  t.equal(items.length, COUNT)
  t.equal(
    new Set(items.map(({ status }: Json) => status.certificate)).size,
    COUNT,
    'each has its own certificate',
  )
  t.ok(longest < LONGEST_TURN_MS, `the longest turn took ${Math.round(longest)} ms`)
  // no retry is pending: the other timers, such as those of cleaners, take a minute or longer
  await until(() => server.clock.waiting.every((ms) => ms >= 60_000))
})
