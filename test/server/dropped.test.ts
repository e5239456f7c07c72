import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import type { RunningServer } from '../../src/server/running-server.ts'
import { createServer } from '../../src/server/server.ts'
import { inject } from '../fixtures/server.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** rounds, each with a garbage collection, before an object counts as leaked */
const TURNS = 20

const gone = async (references: readonly WeakRef<object>[]) => {
  for (let i = 0; i < TURNS; i++) {
    // dereferencing a WeakRef, as below, keeps its target until the turn of the event loop ends
    await setImmediate()
    collect()
    await setImmediate()
    if (references.every((reference) => reference.deref() === undefined)) return 0
  }
  return references.filter((reference) => reference.deref() !== undefined).length
}

/**
 * Sends a GET to all paths without parameters, since any handler could keep a reference to the
 * server.
 */
const readAll = async (server: RunningServer) => {
  const { body: index } = await inject(server, 'GET', '/')
  const { body: management } = await inject(server, 'GET', '/csrlab/v1')
  const { features } = management as unknown as {
    features: readonly { readonly requests: readonly string[] }[]
  }
  const managed = features.flatMap(({ requests }) =>
    requests.filter((request) => /^GET [^{]*$/.test(request)).map((request) => request.slice(4)),
  )
  for (const path of [...(index['paths'] as string[]), '/openapi/v2', ...managed])
    await inject(server, 'GET', path).catch((error: unknown) => {
      // some responses are text, not JSON
      if (!(error instanceof SyntaxError)) throw error
    })
}

/** Starts, uses and closes four servers. Keeps the first, and weak references to the others. */
const startAndClose = async (): Promise<{ kept: RunningServer; references: WeakRef<object>[] }> => {
  const servers: RunningServer[] = []
  for (let i = 0; i < 4; i++) {
    const server = await createServer({ caKeyType: 'p256', hints: true })
    await server.listen()
    await readAll(server)
    await inject(server, 'POST', '/api/v1/namespaces', { metadata: { name: `made-${i}` } })
    servers.push(server)
  }
  await Promise.all(servers.map((server) => server.close()))
  const [kept, ...others] = servers
  const references = others.flatMap((server) => [
    new WeakRef<object>(server),
    new WeakRef<object>(server.authority),
  ])
  return { kept: kept!, references }
}

t.test('a closed server is garbage-collected even while another one is referenced', async (t) => {
  const { kept, references } = await startAndClose()
  t.equal(await gone(references), 0)
  t.match(kept.adminToken, /./)
})

t.test('a change of common data in one cluster does not affect another', async (t) => {
  const [a, b] = await Promise.all([
    createServer({ caKeyType: 'p256' }),
    createServer({ caKeyType: 'p256' }),
  ])
  t.teardown(() => Promise.all([a.close(), b.close()]))
  const roles = '/apis/rbac.authorization.k8s.io/v1/clusterroles/system:node'
  const [first, second] = await Promise.all([inject(a, 'GET', roles), inject(b, 'GET', roles)])
  t.same(first.body['rules'], second.body['rules'])
  const change = await inject(a, 'PUT', roles, { ...first.body, rules: [] })
  t.equal(change.code, 200)
  t.same((await inject(b, 'GET', roles)).body['rules'], second.body['rules'])
  t.not(
    (first.body['metadata'] as { uid: string }).uid,
    (second.body['metadata'] as { uid: string }).uid,
  )
})
