import t, { type Test } from 'tap'
import { systemClock } from '../../src/server/system.ts'
import { COLLECTION, condition, csrBody, JANE } from '../fixtures/builders.ts'
import { controlFrom } from '../fixtures/remote-controllers.ts'
import { startServer } from '../fixtures/server.ts'
import { until } from '../fixtures/waits.ts'
import { times } from '../fixtures/times.ts'

const start = (t: Test) => startServer(t, { clock: systemClock, controllers: ['-*'] })

type Server = Awaited<ReturnType<typeof start>>

const control = (t: Test, { url, server }: Server) =>
  controlFrom(t, { url, authority: server.authority, adminToken: server.adminToken })

/** Faults that cut each watch, and fail or delay about a tenth of the lists and updates. */
const TROUBLES: readonly (readonly [match: object, fault: object, probability: number])[] = [
  [{ verb: 'watch' }, { watchCut: { delay: '1s' } }, 1],
  [{ verb: 'list' }, { status: { code: 500 } }, 0.1],
  [{ verb: 'update' }, { status: { code: 409 } }, 0.02],
  [{ verb: 'update' }, { status: { code: 429, retryAfterSeconds: 1 } }, 0.001],
  [{ verb: 'update' }, { status: { code: 500 } }, 0.02],
  [{ verb: 'update' }, { drop: 'after' }, 0.005],
  [{ verb: 'update' }, { delay: '100ms' }, 0.05],
]

const troubles = async ({ server }: Server) => {
  for (const [match, fault, probability] of TROUBLES) {
    const order = { match: { userAgent: 'kube-controller-manager', ...match }, fault, probability }
    const { code, body } = await server.inject('POST', '/csrlab/v1/faults', order)
    if (code !== 201) throw new Error(JSON.stringify(body))
  }
}

const post = async ({ server }: Server, path: string, body: object) => {
  const answer = await server.inject('POST', path, body)
  if (answer.code !== 201) throw new Error(`${path}: ${JSON.stringify(answer.body)}`)
}

const approve = async ({ server }: Server, name: string) => {
  const path = `${COLLECTION}/${name}/approval`
  const body = { status: { conditions: [condition('Approved', { reason: 'Test' })] } }
  const { code } = await server.inject('PATCH', path, body, {
    'content-type': 'application/merge-patch+json',
  })
  if (code !== 200) throw new Error(`${path}: ${code}`)
}

const list = async <T>({ server }: Server, path: string): Promise<T[]> =>
  (await server.inject('GET', path)).body['items'] as T[]

interface Signed {
  readonly metadata: { readonly name: string }
  readonly status: { readonly certificate?: string }
}

t.test('5,000 requests are signed once while watches and writes fail', async (t) => {
  const server = await start(t)
  const watch = await server.watch(`${COLLECTION}?watch=true`)
  /** the certificates that the watch showed for each request */
  const seen = new Map<string, Set<string>>()
  const watching = (async () => {
    for (;;) {
      const event = (await watch.next()) as { object: Signed } | undefined
      if (event === undefined) return
      const { metadata, status } = event.object
      if (status.certificate === undefined) continue
      const all = seen.get(metadata.name) ?? new Set()
      seen.set(metadata.name, all.add(status.certificate))
    }
  })()
  await control(t, server)
  await troubles(server)
  const names = times(5000, (i) => `r${i}`)
  for (let i = 0; i < names.length; i += 50)
    await Promise.all(
      names.slice(i, i + 50).map(async (name) => {
        await post(server, COLLECTION, csrBody({ name, request: JANE }))
        await approve(server, name)
      }),
    )
  // waits in steps: `until` allows a minute, and signing all takes minutes on a busy machine
  for (let count = 500; count <= names.length; count += 500)
    await until(() => seen.size >= count, `${count} requests signed`)
  const items = await list<Signed>(server, COLLECTION)
  t.equal(new Set(items.map(({ status }) => status.certificate)).size, names.length)
  watch.stop()
  await watching
  t.same(
    [...seen].filter(([, { size }]) => size > 1),
    [],
    'no request is signed twice',
  )
})

interface Owner {
  readonly name: string
  readonly uid: string
}

const configMap = (name: string, owner?: Owner) => ({
  metadata: {
    name,
    ...(owner && {
      ownerReferences: [
        { apiVersion: 'v1', kind: 'ConfigMap', blockOwnerDeletion: true, ...owner },
      ],
    }),
  },
})

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'

const own = async ({ server }: Server, name: string, owner?: Owner) => {
  const { body } = await server.inject('POST', CONFIG_MAPS, configMap(name, owner))
  return { name, uid: (body as { metadata: Owner }).metadata.uid }
}

const CHILDREN = 9
const GRANDCHILDREN = 110

/** Makes a thousand objects in three generations; returns the root's name. */
const family = async (server: Server, name: string) => {
  const root = await own(server, name)
  for (let i = 0; i < CHILDREN; i++) {
    const child = await own(server, `${name}-${i}`, root)
    await Promise.all(times(GRANDCHILDREN, (j) => own(server, `${child.name}-${j}`, child)))
  }
  return name
}

const deletions = async (server: Server) => {
  const watch = await server.watch(`${CONFIG_MAPS}?watch=true`)
  const names: string[] = []
  const reading = (async () => {
    for (;;) {
      const event = (await watch.next()) as { type: string; object: Signed } | undefined
      if (event === undefined) return
      if (event.type === 'DELETED') names.push(event.object.metadata.name)
    }
  })()
  return {
    names,
    end: () => {
      watch.stop()
      return reading
    },
  }
}

for (const propagationPolicy of ['Background', 'Foreground'] as const)
  t.test(`${propagationPolicy} deletion deletes an object and its 999 descendants`, async (t) => {
    const server = await start(t)
    const name = await family(server, 'root')
    await own(server, 'other')
    const deleted = await deletions(server)
    await control(t, server)
    const size = 1 + CHILDREN + CHILDREN * GRANDCHILDREN
    await server.server.inject('DELETE', `${CONFIG_MAPS}/${name}`, { propagationPolicy })
    await until(() => deleted.names.length === size, `${size} deleted`)
    await deleted.end()
    t.equal(new Set(deleted.names).size, size)
    const first = propagationPolicy === 'Foreground' ? size - 1 : 0
    t.equal(
      deleted.names.indexOf('root'),
      first,
      'the root is deleted first, or last with Foreground',
    )
    const left = await list<Signed>(server, CONFIG_MAPS)
    t.ok(left.some(({ metadata }) => metadata.name === 'other'))
  })

t.test('50 namespaces with 1,000 objects are deleted', async (t) => {
  const server = await start(t)
  const names = times(50, (i) => `n${i}`)
  await Promise.all(
    names.map(async (name) => {
      await post(server, '/api/v1/namespaces', { metadata: { name } })
      for (let i = 0; i < 20; i++) {
        const kind = i % 2 === 0 ? 'configmaps' : 'secrets'
        const finalizers = i === 0 ? ['example.com/held'] : []
        const metadata = { name: `o${i}`, finalizers }
        await post(server, `/api/v1/namespaces/${name}/${kind}`, { metadata })
      }
    }),
  )
  await control(t, server)
  for (const name of names) await server.server.inject('DELETE', `/api/v1/namespaces/${name}`)
  const held = (name: string) => `/api/v1/namespaces/${name}/configmaps`
  for (const name of names)
    await until(async () => {
      const items = await list<Signed>(server, held(name))
      return items.length === 1 && items[0]!.metadata.name === 'o0'
    }, `${name} empty but for a held object`)
  const { body } = await server.server.inject('GET', '/api/v1/namespaces/n0')
  t.match(body['status'], {
    phase: 'Terminating',
    conditions: [{ type: 'NamespaceDeletionDiscoveryFailure', status: 'False' }],
  })
  const merge = { 'content-type': 'application/merge-patch+json' }
  for (const name of names)
    await server.server.inject(
      'PATCH',
      `${held(name)}/o0`,
      { metadata: { finalizers: null } },
      merge,
    )
  await until(async () => {
    const left = await list<Signed>(server, '/api/v1/namespaces')
    return left.every(({ metadata }) => !names.includes(metadata.name))
  }, 'all namespaces gone')
  t.pass('all namespaces are gone')
})
