/** Many approvals at once: what is approved is all signed, while the API goes on answering and the event loop goes on turning. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import t from 'tap'
import { COLLECTION, condition, csrBody } from '../fixtures/builders.ts'
import { startServer } from '../fixtures/server.ts'

const COUNT = 500
/** Far above what a turn takes even on a machine that is busy with other things, and far below what starving would be. */
const LONGEST_TURN_MS = 500

t.test(`${COUNT} approvals at once`, async (t) => {
  const server = await startServer(t)
  const names = Array.from({ length: COUNT }, (_, i) => `r${i}`)
  await Promise.all(names.map((name) => server.post(COLLECTION, csrBody({ name }))))
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const approvals = names.map((name) =>
    server.patch(`${COLLECTION}/${name}/approval`, {
      status: { conditions: [condition('Approved')] },
    }),
  )
  const between = await server.get('/readyz')
  t.equal(between.code, 200)
  t.same(new Set((await Promise.all(approvals)).map(({ code }) => code)), new Set([200]))
  const { items } = await server.until(COLLECTION, (list) =>
    list.items.every((item: { status: { certificate?: string } }) => item.status.certificate),
  )
  delay.disable()
  t.equal(items.length, COUNT)
  t.equal(
    new Set(items.map((item: { status: { certificate: string } }) => item.status.certificate)).size,
    COUNT,
    'each has a certificate of its own',
  )
  t.ok(delay.max / 1e6 < LONGEST_TURN_MS, `the longest turn took ${Math.round(delay.max / 1e6)} ms`)
  // the cleaners wait for their minute and their hour; the signers and the approver for nothing
  t.same(
    server.clock.waiting.filter((ms) => ms < 60_000),
    [],
  )
})
