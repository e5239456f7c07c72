/** Many approvals at once: what is approved is all signed, while the API goes on answering and the event loop goes on turning. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import t from 'tap'
import { COLLECTION, condition, csrBody } from '../fixtures/builders.ts'
import { startServer } from '../fixtures/server.ts'

const COUNT = 500
/** What one turn of the event loop may take of the processor, in milliseconds: far above what it does, far below what starving would be. */
const LONGEST_TURN_MS = 500

/** The processor time of the longest turn until the returned function is called, in milliseconds. */
const longestTurn = (): (() => number) => {
  let longest = 0
  let before = process.cpuUsage()
  let isOver = false
  const look = (): void => {
    const { user, system } = process.cpuUsage(before)
    longest = Math.max(longest, (user + system) / 1000)
    before = process.cpuUsage()
    if (!isOver) setImmediate(look)
  }
  setImmediate(look)
  return () => {
    isOver = true
    return longest
  }
}

t.test(`${COUNT} approvals at once`, async (t) => {
  const server = await startServer(t)
  const names = Array.from({ length: COUNT }, (_, i) => `r${i}`)
  await Promise.all(names.map((name) => server.post(COLLECTION, csrBody({ name }))))
  const longest = longestTurn()
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
  const ms = longest()
  t.equal(items.length, COUNT)
  t.equal(
    new Set(items.map((item: { status: { certificate: string } }) => item.status.certificate)).size,
    COUNT,
    'each has a certificate of its own',
  )
  t.ok(ms < LONGEST_TURN_MS, `the longest turn took ${Math.round(ms)} ms of the processor`)
  // the cleaners wait for their minute and their hour; the signers and the approver for nothing
  const soon = (): number[] => server.clock.waiting.filter((ms) => ms < 60_000)
  // the last list is timed until its connection has said that all of it has left
  for (let i = 0; soon().length > 0 && i < 100; i++) await nextTurn()
  t.same(soon(), [])
})
