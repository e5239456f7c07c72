import { setImmediate } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { KubeObject } from '../../../src/apimachinery/meta.ts'
import { expired, plainError } from '../../../src/apimachinery/status.ts'
import { ConnectionError } from '../../../src/apiserver/client/connection-error.ts'
import type { ApiCall } from '../../../src/apiserver/client/remote/api-client.ts'
import { WHOLE } from '../../../src/library/controllers/object-form.ts'
import { type Reflector, reflect } from '../../../src/library/controllers/reflector.ts'
import { remoteCache } from '../../../src/library/controllers/remote-cache.ts'
import { ManualClock } from '../../fixtures/clock.ts'
import { countingEntropy } from '../../fixtures/entropy.ts'

type Answer = object | Error

const object = (name: string, resourceVersion: number, uid = name): KubeObject => ({
  kind: 'ConfigMap',
  apiVersion: 'v1',
  metadata: { name, namespace: 'a', uid, resourceVersion: String(resourceVersion) },
})

const list = (resourceVersion: number, items: readonly KubeObject[], more = '') => ({
  metadata: { resourceVersion: String(resourceVersion), ...(more !== '' && { continue: more }) },
  items,
})

const event = (type: string, of: object) => `${JSON.stringify({ type, object: of })}\n`

/** Answers lists and watches with queued responses. */
class PlayedServer {
  readonly asked: string[] = []
  readonly lists: Answer[] = []
  /**
   * the chunks of each watch; an Error among the chunks cuts the watch, an Error instead of the
   * list of chunks rejects the watch
   */
  readonly watches: (readonly (string | Error)[] | Error)[] = []

  async call<T>({ path }: ApiCall): Promise<T> {
    this.asked.push(path)
    const answer = this.lists.shift()
    if (answer === undefined) return new Promise<T>(() => undefined)
    if (answer instanceof Error) throw answer
    return answer as T
  }

  async open({ path }: ApiCall) {
    this.asked.push(path)
    const chunks = this.watches.shift()
    if (chunks instanceof Error) throw chunks
    const body = async function* () {
      if (chunks === undefined) await new Promise(() => undefined)
      for (const chunk of chunks ?? []) {
        if (chunk instanceof Error) throw chunk
        yield Buffer.from(chunk)
      }
    }
    return { code: 200, headers: {}, body: body() }
  }
}

const settle = async () => {
  for (let turn = 0; turn < 30; turn++) await setImmediate()
}

const played = (t: Test) => {
  const server = new PlayedServer()
  const clock = new ManualClock()
  const version = { apiVersion: 'v1', kind: 'ConfigMap' }
  const cache = remoteCache(version)
  const told: string[] = []
  const note = (_details: object, message: string) => void told.push(message)
  const run = async (): Promise<Reflector> => {
    const reflector = reflect({
      api: server,
      cache,
      path: '/api/v1/configmaps',
      fieldSelector: undefined,
      form: WHOLE,
      clock,
      entropy: countingEntropy(),
      log: { warn: note, debug: note },
    })
    t.teardown(() => void reflector.stop())
    await settle()
    return reflector
  }
  const names = () => cache.rows('').map(({ key, revision }) => `${key}@${revision}`)
  const seen = () => {
    const cursor = cache.cursor()
    const changes: string[] = []
    cursor.start({
      wake: () => {
        for (const { type, row } of cursor.read(10).items) changes.push(`${type} ${row.key}`)
      },
    })
    return changes
  }
  return { server, clock, run, names, seen, told }
}

t.test('a reflector lists in pages, and then follows the watch', async (t) => {
  const { server, run, names } = played(t)
  server.lists.push(list(9, [object('x', 1)], 'next'), list(9, [object('y', 2)]))
  const modified = event('MODIFIED', object('x', 10))
  // a chunk may end within a line
  server.watches.push([
    modified.slice(0, 30),
    `${modified.slice(30)}${event('DELETED', object('y', 11))}`,
    event('BOOKMARK', object('', 15)),
  ])
  const { synced } = await run()
  t.equal(synced, undefined, 'synced')
  t.same(names(), ['a/x@10'])
  t.match(server.asked, [
    '/api/v1/configmaps?limit=500',
    '/api/v1/configmaps?limit=500&continue=next',
    /\?watch=true&resourceVersion=9&allowWatchBookmarks=true&timeoutSeconds=\d+$/,
    /resourceVersion=15&/,
  ])
})

t.test('an interrupted watch continues after its last event', async (t) => {
  const { server, run, names } = played(t)
  server.lists.push(list(9, []))
  server.watches.push(
    [event('ADDED', object('x', 10)), '{"type":"ADD', new ConnectionError('cut')],
    [event('ADDED', object('y', 11))],
  )
  await run()
  t.same(names(), ['a/x@10', 'a/y@11'])
  t.match(server.asked.at(-2), /resourceVersion=10&/, 'without a pause')
})

t.test('after an expired revision, a new list shows the missed changes', async (t) => {
  const { server, clock, run, names, seen } = played(t)
  const changes = seen()
  server.lists.push(list(9, [object('x', 1), object('y', 2), object('z', 3)]))
  server.watches.push([event('ERROR', expired('too old').status)])
  server.lists.push(list(20, [object('x', 1), object('z', 19, 'another')]))
  await run()
  clock.advance(2000)
  await settle()
  t.same(names(), ['a/x@1', 'a/z@19'])
  t.same(changes.slice(3), ['DELETED a/z', 'ADDED a/z', 'DELETED a/y'])
})

t.test('an unavailable server is retried with growing pauses', async (t) => {
  const { server, clock, run, told } = played(t)
  for (let i = 0; i < 4; i++) server.lists.push(new ConnectionError('not there'))
  await run()
  for (const least of [800, 1600, 3200, 6400]) {
    const [pause = 0] = clock.waiting
    t.ok(pause >= least && pause <= 2 * least, `${pause} ms`)
    clock.advance(pause)
    await settle()
  }
  t.equal(server.asked.length, 5)
  t.equal(told.length, 1, 'logged once')
})

t.test('a rejected watch is retried from the same revision, without a new list', async (t) => {
  const { server, clock, run, names } = played(t)
  server.lists.push(list(9, [object('x', 1)]))
  server.watches.push(plainError('etcdserver: no leader'), [event('ADDED', object('y', 12))])
  await run()
  t.same(names(), ['a/x@1'])
  clock.advance(2000)
  await settle()
  t.same(names(), ['a/x@1', 'a/y@12'])
  t.match(server.asked.at(-2), /resourceVersion=9&/)
})
