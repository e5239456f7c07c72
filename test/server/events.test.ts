import t from 'tap'
import { startServer } from '../fixtures/server.ts'

const EVENTS = '/api/v1/namespaces/default/events'

t.test('events expire an hour after their last write', async (t) => {
  const server = await startServer(t)
  for (const name of ['old', 'touched'])
    await server.create(EVENTS, {
      metadata: { name },
      involvedObject: { kind: 'Pod', namespace: 'default', name: 'x' },
    })
  server.clock.advance(59 * 60_000)
  t.equal((await server.patch(`${EVENTS}/touched`, { count: 2 })).code, 200)
  t.equal(await server.code(`${EVENTS}/old`), 200)
  server.clock.advance(61_000)
  await server.until(`${EVENTS}/old`, (_, { code }) => code === 404)
  t.equal(await server.code(`${EVENTS}/touched`), 200)
})
