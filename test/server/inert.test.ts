import t from 'tap'
import type { Clock } from '../../src/apimachinery/clock.ts'
import { startServer } from '../fixtures/server.ts'

const EVENTS = '/api/v1/namespaces/default/events'

/** A clock that stands until it is moved; what is due then runs at once. */
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

t.test('a pod hears in an event that nothing runs it, and once is enough', async (t) => {
  const cluster = await startServer(t, { hints: 'short' })
  const pods = '/api/v1/namespaces/default/pods'
  const { body: made } = await cluster.post(pods, pod('web'))
  const about = `${EVENTS}?fieldSelector=involvedObject.name%3Dweb`
  const body = await cluster.until(about, ({ items }) => items.length > 0)
  t.match(body.items[0], {
    involvedObject: { kind: 'Pod', namespace: 'default', name: 'web', uid: made.metadata.uid },
    reason: 'NotRun',
    type: 'Warning',
    source: { component: 'csrlab' },
    count: 1,
    message: /^csrlab runs no pods: /,
  })
  await cluster.patch(`${pods}/web`, { metadata: { labels: { a: 'b' } } })
  await cluster.post(pods, pod('later'))
  const later = `${EVENTS}?fieldSelector=involvedObject.name%3Dlater`
  await cluster.until(later, ({ items }) => items.length > 0)
  const again = await cluster.get(about)
  t.equal(again.body.items.length, 1)
})

t.test('so does a deployment', async (t) => {
  const cluster = await startServer(t, { hints: 'short' })
  await cluster.post('/apis/apps/v1/namespaces/default/deployments', {
    metadata: { name: 'web' },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: { ...pod(''), metadata: { labels: { app: 'web' } } },
    },
  })
  const about = `${EVENTS}?fieldSelector=involvedObject.kind%3DDeployment`
  const body = await cluster.until(about, ({ items }) => items.length > 0)
  t.match(body.items[0], { reason: 'NotRun', message: /^csrlab runs no deployments: / })
})

t.test('without hints there is no such event, as in a cluster', async (t) => {
  const cluster = await startServer(t)
  await cluster.post('/api/v1/namespaces/default/pods', pod('web'))
  // the default service account of a later namespace shows that controllers have been at work since
  await cluster.post('/api/v1/namespaces', { metadata: { name: 'later' } })
  const accounts = '/api/v1/namespaces/later/serviceaccounts'
  await cluster.until(accounts, ({ items }) => items.length > 0)
  t.same((await cluster.get('/api/v1/events')).body.items, [])
})

t.test('events go an hour after their last write', async (t) => {
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
