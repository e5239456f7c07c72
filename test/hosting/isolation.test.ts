/** Two clusters on one host: no path of one accepts a credential of the other. */
import { Agent } from 'node:https'
import t from 'tap'
import { connect as connectTls } from 'node:tls'
import { text as textOf } from 'node:stream/consumers'
import { systemClock } from '../../src/server/system.ts'
import { arrival, statusOf } from '../fixtures/waits.ts'
import { type Asked, ask, session, startHost } from './host.ts'

const TOKENS = '/api/v1/namespaces/default/serviceaccounts/default/token'
const REVIEWS = '/apis/authentication.k8s.io/v1/selfsubjectreviews'

const at = (cluster: string, path: string) => `/clusters/${cluster}${path}`

/** Returns the paths of cluster b, as listed at `/`, at `/csrlab/v1` and in discovery. */
const pathsOf = async (port: number, admin: Partial<Asked>) => {
  const get = async (path: string) => (await ask(port, { ...admin, path: at('b', path) })).body
  const { paths } = (await get('/')) as { paths: string[] }
  const { features } = await get('/csrlab/v1')
  const managed = (features as { requests: string[] }[])
    .flatMap(({ requests }) => requests)
    .map((request) => request.split(' ')[1]!.replaceAll(/\{\w+\}/g, 'x'))
  const resources: string[] = []
  for (const group of paths.filter((path) => /^\/(api|apis\/[^/]+)\/v\w+$/.test(path))) {
    for (const { name, namespaced } of (await get(group)).resources)
      resources.push(
        namespaced
          ? `${group}/namespaces/default/${name.replace('/', '/x/')}`
          : `${group}/${name.replace('/', '/x/')}`,
      )
  }
  return [...new Set([...paths, ...managed, ...resources])]
}

t.test('credentials of one cluster give no access to another', async (t) => {
  const { host, port, access } = await startHost(t, { clock: systemClock })
  const limits = { requestsPerSecond: 100_000 }
  await host.inject('POST', '/csrlab/v1/clusters', { names: ['a', 'b'], limits })
  const [a, b] = [await access('a', 'path'), await access('b', 'path')]
  const [admin, other] = [
    { cert: a.cert, key: a.key },
    { cert: b.cert, key: b.key },
  ]
  const tokenOf = async (cluster: string, credential: object) => {
    const body = { kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', spec: {} }
    const path = at(cluster, TOKENS)
    return (await ask(port, { ...credential, path, method: 'POST', body })).body.status.token
  }
  const token = await tokenOf('a', admin)
  await tokenOf('b', other)
  const bearer = { authorization: `Bearer ${token}` }

  const paths = await pathsOf(port, other)
  t.ok(paths.length > 100, `${paths.length} paths`)
  const refused: string[] = []
  const agent = new Agent({ keepAlive: true })
  for (const path of paths)
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const { code } = await ask(port, { path: at('b', path), method, headers: bearer, agent })
      if (code !== 401) refused.push(`${method} ${path}: ${code}`)
    }
  agent.destroy()
  t.same(refused, [], 'B rejects the token of an account of A on every path')

  const sample = paths.filter((_, i) => i % 12 === 0)
  for (const path of sample) {
    const { code } = await ask(port, { ...admin, path: at('b', path) })
    t.equal(code, 401, `B rejects A's administrator at ${path}`)
    const named = await ask(port, { ...admin, path, servername: 'b.csrlab.internal' })
    t.equal(named.code, 401, `B rejects A's administrator at ${path} if the handshake names B`)
  }

  // without a credential of B, no path, server name or header gives access to an object of B
  const whoami = { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1' }
  const secret = '/api/v1/namespaces/default/configmaps/only-in-b'
  const metadata = { name: 'only-in-b' }
  const data = { x: 'the secret of b' }
  const maps = at('b', '/api/v1/namespaces/default/configmaps')
  t.match(await ask(port, { ...other, path: maps, method: 'POST', body: { metadata, data } }), {
    code: 201,
  })
  const ways: readonly Partial<Asked>[] = [
    { path: at('b', secret) },
    { path: `https://b.csrlab.internal${at('b', secret)}` },
    { path: at('b', secret), servername: 'a.csrlab.internal' },
    { path: secret, servername: 'b.csrlab.internal' },
    { path: secret, servername: 'B.CSRLAB.INTERNAL' },
    { path: at('b', secret), servername: 'b.csrlab.internal' },
    { path: secret, headers: { host: 'b.csrlab.internal' } },
    { path: `/clusters/a/../b${secret}` },
    { path: `/clusters/a/%2e%2e/b${secret}` },
    { path: `/clusters/a/..%2fb${secret}` },
    { path: `/clusters/a%2f..%2fb${secret}` },
    { path: `/clusters/%62${secret}` },
    { path: `/clusters//b${secret}` },
    { path: `//clusters/b${secret}` },
    { path: `/./clusters/b${secret}` },
    { path: `/clusters/a/clusters/b${secret}` },
    { path: `/clusters/b;x=a${secret}` },
    { path: `/clusters/b?x=${secret}` },
    { path: `${at('a', secret)}?cluster=b`, headers: { 'x-forwarded-prefix': '/clusters/b' } },
    { path: `http:///clusters/b${secret}` },
    { path: at('b', secret), headers: { 'impersonate-user': 'kubernetes-admin' } },
  ]
  for (const [credential, headers] of [
    [admin, {}],
    [{}, bearer],
    [admin, bearer],
    [{}, {}],
  ] as const)
    for (const way of ways) {
      const question = { ...credential, ...way, headers: { ...headers, ...way.headers } } as Asked
      const { code, text } = await ask(port, question)
      const shown = `${question.path} ${question.servername ?? ''} ${JSON.stringify(way.headers ?? {})}`
      t.notMatch(text, /the secret of b/, shown)
      t.ok(code >= 400 || way.path === `/clusters/b?x=${secret}`, `${shown}: ${code}`)
    }

  // on one connection to two clusters, each cluster authenticates its own requests
  const both = session(port, admin)
  const who = async (cluster: string) => {
    const stream = both.open({
      ':path': at(cluster, REVIEWS),
      ':method': 'POST',
      ':authority': 'b.csrlab.internal',
      'content-type': 'application/json',
    })
    stream.end(JSON.stringify(whoami))
    stream.resume()
    return statusOf(stream)
  }
  t.equal(await who('a'), 201)
  t.equal(await who('b'), 401)
  both.close()

  // a TLS session started with A's name and resumed with B's
  const first = connectTls({
    host: '127.0.0.1',
    port,
    servername: 'a.csrlab.internal',
    rejectUnauthorized: false,
    ALPNProtocols: ['http/1.1'],
    ...admin,
  })
  const [ticket] = (await arrival(first, 'session')) as [Buffer]
  first.destroy()
  const resumed = connectTls({
    host: '127.0.0.1',
    port,
    servername: 'b.csrlab.internal',
    rejectUnauthorized: false,
    ALPNProtocols: ['http/1.1'],
    session: ticket,
  })
  resumed.write(`GET ${secret} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
  const answer = await textOf(resumed)
  t.match(answer, /^HTTP\/1\.1 40[13] /)

  // B has no snapshot s, and still no fault f after A gets a fault of that name
  const snapshot = { ...other, path: at('b', '/csrlab/v1/snapshots/s'), method: 'DELETE' }
  t.equal((await ask(port, snapshot)).code, 404)
  t.equal((await ask(port, { ...other, path: at('b', '/csrlab/v1/faults/f') })).code, 404)
  const fault = { name: 'f', match: { name: 'x' }, fault: { delay: '1s' } }
  const faults = at('a', '/csrlab/v1/faults')
  t.equal((await ask(port, { ...admin, path: faults, method: 'POST', body: fault })).code, 201)
  t.equal((await ask(port, { ...other, path: at('b', '/csrlab/v1/faults/f') })).code, 404)
  t.match(await ask(port, { ...other, path: at('b', secret) }), { text: /the secret of b/ })
})
