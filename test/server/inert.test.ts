import t from 'tap'
import type { Clock } from '../../src/apimachinery/clock.ts'
import { startServer } from '../fixtures/server.ts'

const EVENTS = '/api/v1/namespaces/default/events'

/** A clock that stands still until it is moved, and then fires due timers at once. */
class MovedClock implements Clock {
  #now = Date.now()
  readonly #due = new Map<() => void, number>()
  now(): number {
    return this.#now
  }
  after(ms: number, run: () => void): () => void {
    this.#due.set(run, this.#now + ms)
    return () => this.#due.delete(run)
  }
  move(ms: number): void {
    this.#now += ms
    for (const [run, at] of this.#due) {
      if (at > this.#now) continue
      this.#due.delete(run)
      run()
    }
  }
}

const pod = (name: string) => ({
  metadata: { name },
  spec: { containers: [{ name: 'main', image: 'registry.example/app' }] },
})

t.test('with hints, a warning says that nothing runs', async (t) => {
  const cluster = await startServer(t, { hints: 'short' })
  const warnings = async (path: string, body: object) =>
    (await cluster.post(path, body)).headers['warning'] ?? ''
  t.match(await warnings('/api/v1/namespaces/default/pods', pod('web')), /does not run them/)
  t.match(
    await warnings('/apis/apps/v1/namespaces/default/deployments', {
      metadata: { name: 'web' },
      spec: {
        selector: { matchLabels: { app: 'web' } },
        template: { ...pod(''), metadata: { labels: { app: 'web' } } },
      },
    }),
    /does not run them/,
  )
  const plain = await startServer(t)
  t.notMatch(
    (await plain.post('/api/v1/namespaces/default/pods', pod('web'))).headers['warning'],
    /does not run/,
  )
})

t.test('events expire an hour after their last write', async (t) => {
  const clock = new MovedClock()
  const cluster = await startServer(t, { clock })
  const event = (name: string) => ({
    metadata: { name },
    involvedObject: { kind: 'Pod', namespace: 'default', name: 'x' },
    reason: 'Tested',
  })
  for (const name of ['old', 'touched']) {
    await cluster.post(EVENTS, event(name))
  }
  clock.move(59 * 60_000)
  const touched = await cluster.patch(`${EVENTS}/touched`, { count: 2 })
  t.equal(touched.code, 200)
  t.equal((await cluster.get(`${EVENTS}/old`)).code, 200)
  clock.move(61_000)
  await cluster.until(`${EVENTS}/old`, (_, { code }) => code === 404)
  t.equal((await cluster.get(`${EVENTS}/touched`)).code, 200)
})
