/** Watches that start with a list, as client-go's informers request since 1.35. */
import { createGunzip } from 'node:zlib'
import t from 'tap'
import { startServer, type TestServer } from '../../../fixtures/server.ts'

/** The list includes the root CA's ConfigMap, since {@link TestServer.namespace} waits for it. */
const MAPS = '/api/v1/namespaces/listed/configmaps'
const WATCH_LIST =
  'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true'

const map = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } })

const open = (lab: TestServer, query: string, headers: Record<string, string>) =>
  lab.open('GET', `${MAPS}?${query}`, { headers })

async function* eventsOf(stream: AsyncIterable<Buffer>): AsyncGenerator<any> {
  let rest = ''
  for await (const chunk of stream) {
    const lines = `${rest}${String(chunk)}`.split('\n')
    rest = lines.pop()!
    for (const line of lines) yield JSON.parse(line)
  }
}

const next = async (events: AsyncGenerator<any>) => {
  const { type, object } = (await events.next()).value
  const { name, annotations } = object.metadata
  return type === 'BOOKMARK' ? `${type} ${JSON.stringify(annotations)}` : `${type} ${name}`
}

t.test('since 1.37 watch lists are compressed for clients that accept gzip', async (t) => {
  const lab = await startServer(t, { kubernetesVersion: 'v1.37' })
  await lab.namespace('listed')
  await lab.create(MAPS, map('a'))
  const message = await open(lab, WATCH_LIST, { 'accept-encoding': 'gzip' })
  t.equal(message.headers['content-encoding'], 'gzip')
  t.equal(message.headers['content-type'], 'application/json')
  t.match(message.headers.vary, 'Accept-Encoding')
  const events = eventsOf(message.pipe(createGunzip()))
  t.equal(await next(events), 'ADDED a')
  t.match(await next(events), 'ADDED kube-root-ca.crt')
  t.equal(await next(events), 'BOOKMARK {"k8s.io/initial-events-end":"true"}')
  await lab.create(MAPS, map('b'))
  t.equal(await next(events), 'ADDED b', 'changes are sent at once')
  message.destroy()

  for (const [query, headers] of [
    [WATCH_LIST, {}],
    ['watch=true&resourceVersion=1', { 'accept-encoding': 'gzip' }],
    [WATCH_LIST.replace('&allowWatchBookmarks=true', ''), { 'accept-encoding': 'gzip' }],
  ] as const) {
    const plain = await open(lab, query, headers)
    t.equal(plain.headers['content-encoding'], undefined, query)
    plain.destroy()
  }
})

t.test('before 1.37 watch lists are not compressed', async (t) => {
  const lab = await startServer(t, { kubernetesVersion: 'v1.36' })
  await lab.namespace('listed')
  const message = await open(lab, WATCH_LIST, { 'accept-encoding': 'gzip' })
  t.equal(message.headers['content-encoding'], undefined)
  const events = eventsOf(message)
  t.match(await next(events), 'ADDED kube-root-ca.crt')
  t.equal(await next(events), 'BOOKMARK {"k8s.io/initial-events-end":"true"}')
  message.destroy()
})
