import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import type { ApiCall } from '../../../src/apiserver/client/remote/api-client.ts'
import { remoteResources } from '../../../src/library/controllers/remote-resources.ts'
import { ManualClock } from '../../fixtures/clock.ts'

const resource = (name: string) => ({
  resource: name,
  responseKind: { kind: name },
  scope: 'Namespaced',
  verbs: ['list', 'watch', 'delete'],
})

const group = (name: string, version: object) => ({ metadata: { name }, versions: [version] })

const log = { error: () => undefined, warn: () => undefined, debug: () => undefined }

t.test('a stale group keeps its resources; a removed group loses them', async (t) => {
  let groups: object[] = []
  const api = {
    call: async <T>({ path }: ApiCall) =>
      ({ kind: 'APIGroupDiscoveryList', items: path === '/apis' ? groups : [] }) as T,
  }
  const clock = new ManualClock()
  const resources = remoteResources({ api, clock, log })
  const ending = new AbortController()
  t.teardown(() => ending.abort())
  let changes = 0
  resources.onChange(() => changes++)
  const widgets = { version: 'v1', resources: [resource('widgets')] }
  groups = [group('example.com', widgets)]
  await resources.refresh()
  t.same([...resources.all.keys()], ['example.com/widgets'])
  void resources.poll(ending.signal)
  groups = [group('example.com', { version: 'v1', freshness: 'Stale' })]
  const poll = async () => {
    clock.advance(30_000)
    for (let turn = 0; turn < 10; turn++) await setImmediate()
  }
  await poll()
  t.same([...resources.all.keys()], ['example.com/widgets'])
  t.equal(resources.failures.size, 1)
  groups = [group('other.com', widgets)]
  await poll()
  t.same([...resources.all.keys()], ['other.com/widgets'])
  t.equal(changes, 3)
})
