import t from 'tap'
import type { Clock } from '../../src/api/clock.ts'
import { Cluster } from './cluster.ts'

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

void t.test('a pod hears in an event that nothing runs it, and once is enough', async (t) => {
  const cluster = await Cluster.start(t)
  const pods = '/api/v1/namespaces/default/pods'
  const { body: made } = await cluster.ask({ method: 'POST', path: pods, body: pod('web') })
  const about = `${EVENTS}?fieldSelector=involvedObject.name%3Dweb`
  const { body } = await cluster.eventually({ path: about }, (reply) => reply.body.items.length > 0)
  t.match(body.items[0], {
    involvedObject: { kind: 'Pod', namespace: 'default', name: 'web', uid: made.metadata.uid },
    reason: 'NotRun',
    type: 'Warning',
    source: { component: 'csrlab' },
    count: 1,
    message: /^csrlab runs no pods: /,
  })
  await cluster.ask({
    method: 'PATCH',
    path: `${pods}/web`,
    contentType: 'application/merge-patch+json',
    body: { metadata: { labels: { a: 'b' } } },
  })
  await cluster.ask({ method: 'POST', path: pods, body: pod('later') })
  const later = `${EVENTS}?fieldSelector=involvedObject.name%3Dlater`
  await cluster.eventually({ path: later }, (reply) => reply.body.items.length > 0)
  const again = await cluster.ask({ path: about })
  t.equal(again.body.items.length, 1)
})

void t.test('so does a deployment', async (t) => {
  const cluster = await Cluster.start(t)
  await cluster.ask({
    method: 'POST',
    path: '/apis/apps/v1/namespaces/default/deployments',
    body: {
      metadata: { name: 'web' },
      spec: {
        selector: { matchLabels: { app: 'web' } },
        template: { ...pod(''), metadata: { labels: { app: 'web' } } },
      },
    },
  })
  const about = `${EVENTS}?fieldSelector=involvedObject.kind%3DDeployment`
  const { body } = await cluster.eventually({ path: about }, (reply) => reply.body.items.length > 0)
  t.match(body.items[0], { reason: 'NotRun', message: /^csrlab runs no deployments: / })
})

void t.test('events go an hour after their last write', async (t) => {
  const clock = new MovedClock()
  const cluster = await Cluster.start(t, { clock })
  const event = (name: string) => ({
    metadata: { name },
    involvedObject: { kind: 'Pod', namespace: 'default', name: 'x' },
    reason: 'Tested',
  })
  for (const name of ['old', 'touched']) {
    await cluster.ask({ method: 'POST', path: EVENTS, body: event(name) })
  }
  clock.move(59 * 60_000)
  const touched = await cluster.ask({
    method: 'PATCH',
    path: `${EVENTS}/touched`,
    contentType: 'application/merge-patch+json',
    body: { count: 2 },
  })
  t.equal(touched.status, 200)
  t.equal((await cluster.ask({ path: `${EVENTS}/old` })).status, 200)
  clock.move(61_000)
  await cluster.eventually({ path: `${EVENTS}/old` }, ({ status }) => status === 404)
  t.equal((await cluster.ask({ path: `${EVENTS}/touched` })).status, 200)
})
