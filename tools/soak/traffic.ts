/** All kinds of traffic, each a cycle that leaves nothing on the server. */
import { connect as connectTcp } from 'node:net'
import { connect as connectHttp2 } from 'node:http2'
import { type Client, CONFIG_MAPS, CSRS } from '../kit/client.ts'
import { approval, csr } from '../kit/requests.ts'
import { arrival } from '../../test/fixtures/waits.ts'

export interface Traffic {
  readonly client: Client
  readonly requests: readonly string[]
  readonly name: () => string
}

export type Cycle = (traffic: Traffic) => Promise<void>

const RBAC = '/apis/rbac.authorization.k8s.io/v1'
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json'

/** Approves a new CSR, waits for the certificate, reads the CSR in three forms, and deletes it. */
const certificates: Cycle = async ({ client, requests, name }) => {
  const id = name()
  const made = await client.must('POST', CSRS, csr(id, requests[id.length % requests.length]!))
  await client.must('PUT', `${CSRS}/${id}/approval`, approval(id))
  const from = `fieldSelector=metadata.name%3D${id}&resourceVersion=${made.metadata.resourceVersion}`
  for await (const { object } of client.watch(`${CSRS}?watch=true&${from}&timeoutSeconds=30`))
    if (object.status?.certificate !== undefined) break
  for (const accept of [TABLE, 'application/yaml', 'application/vnd.kubernetes.protobuf'])
    await client.ask('GET', `${CSRS}/${id}`, undefined, { accept })
  await client.must('GET', `${CSRS}?limit=10`)
  await client.must('DELETE', `${CSRS}/${id}`)
  // events of CSRs last an hour, which would look like growth
  await client.must('DELETE', '/api/v1/namespaces/default/events')
}

const configMaps: Cycle = async ({ client, name }) => {
  const id = name()
  const at = `${CONFIG_MAPS}/${id}`
  const made = await client.must('POST', CONFIG_MAPS, {
    metadata: { name: id },
    data: { a: 'x'.repeat(2000) },
  })
  await client.ask('POST', CONFIG_MAPS, { metadata: { name: id } })
  await client.must('PUT', at, { ...made, data: { a: '2' } })
  await client.ask('PUT', at, { ...made, data: { a: '3' } })
  const patch = (type: string, body: unknown): Promise<unknown> =>
    client.ask('PATCH', `${at}?fieldManager=soak`, JSON.stringify(body), { 'content-type': type })
  await patch('application/merge-patch+json', { data: { b: '1' } })
  await patch('application/strategic-merge-patch+json', { data: { c: '1' } })
  await patch('application/json-patch+json', [{ op: 'add', path: '/data/d', value: '1' }])
  await patch('application/json-patch+json', [{ op: 'test', path: '/data/d', value: '2' }])
  await patch('application/apply-patch+yaml', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: id },
    data: { e: '1' },
  })
  await client.must('DELETE', at)
}

/** Creates a namespace and objects in it, deletes the namespace, and waits until it is gone. */
const namespaces: Cycle = async ({ client, name }) => {
  const id = name()
  await client.must('POST', '/api/v1/namespaces', { metadata: { name: id } })
  const at = `/api/v1/namespaces/${id}`
  await client.must('POST', `${at}/serviceaccounts`, { metadata: { name: 'robot' } })
  const { status } = await client.must('POST', `${at}/serviceaccounts/robot/token`, { spec: {} })
  const authorization = `Bearer ${status.token}`
  await client.ask('GET', `${at}/pods`, undefined, { authorization })
  await client.ask('POST', `${at}/pods`, {
    metadata: { name: 'pod' },
    spec: { containers: [{ name: 'c', image: 'i' }] },
  })
  await client.must('DELETE', at)
  while ((await client.ask('GET', at)).code !== 404);
}

const permissions: Cycle = async ({ client, name }) => {
  const id = name()
  const metadata = { name: id }
  await client.must('POST', `${RBAC}/clusterroles`, {
    metadata,
    rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['list'] }],
  })
  await client.must('POST', `${RBAC}/clusterrolebindings`, {
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: id },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: id }],
  })
  const as = { 'impersonate-user': id }
  await client.must('GET', '/api/v1/secrets', undefined, as)
  await client.ask('GET', '/api/v1/nodes', undefined, as)
  await client.must('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
    spec: { user: id, resourceAttributes: { verb: 'list', resource: 'secrets' } },
  })
  await client.must('DELETE', `${RBAC}/clusterrolebindings/${id}`)
  await client.must('DELETE', `${RBAC}/clusterroles/${id}`)
}

/** Lists, then watches: until a timeout, until the first event, and from an old revision. */
const informers: Cycle = async ({ client }) => {
  const list = await client.must('GET', CONFIG_MAPS)
  const from = `watch=true&allowWatchBookmarks=true&resourceVersion=${list.metadata.resourceVersion}`
  let events = 0
  for await (const _event of client.watch(`${CONFIG_MAPS}?${from}&timeoutSeconds=1`)) events++
  for await (const _event of client.watch(`${CONFIG_MAPS}?watch=true&timeoutSeconds=5`))
    if (events++ >= 0) break
  await client.ask('GET', `${CONFIG_MAPS}?watch=true&resourceVersion=1&timeoutSeconds=1`)
}

/** Discovery, OpenAPI, health and metrics, most over new connections, and a list over HTTP/2. */
const discovery: Cycle = async ({ client }) => {
  const fresh = { agent: false as const }
  for (const path of ['/api', '/apis', '/version', '/openapi/v3', '/metrics', '/readyz?verbose'])
    await client.ask('GET', path, undefined, {}, fresh)
  await client.ask('GET', '/openapi/v2', undefined, { 'accept-encoding': 'gzip' })
  const session = connectHttp2(`https://${client.host}:${client.port}`, { ca: client.ca })
  session.on('error', () => undefined)
  const stream = session.request({ ...client.headers, ':path': CSRS })
  await readAll(stream)
  session.close()
}

const readAll = async (stream: NodeJS.ReadableStream): Promise<void> => {
  for await (const _chunk of stream);
}

/** Wrong credentials, invalid requests, and dropped connections. */
const trouble: Cycle = async ({ client }) => {
  const ask = (...args: Parameters<Client['ask']>): Promise<unknown> => client.ask(...args)
  await ask('GET', CSRS, undefined, { authorization: 'Bearer wrong' })
  await ask('GET', `${CSRS}/nobody`)
  await ask('POST', CONFIG_MAPS, '{"metadata":')
  await ask('POST', CONFIG_MAPS, 'a: [', { 'content-type': 'application/yaml' })
  await ask('POST', CONFIG_MAPS, { metadata: { name: 'NOT' } })
  await ask('GET', CSRS, undefined, { accept: 'text/xml' })
  const socket = await client.head('POST', CONFIG_MAPS, { 'content-length': 1000 })
  socket.write('{"meta')
  socket.destroy()
  const garbage = await client.socket()
  garbage.end('garbage\r\n\r\n')
  await readAll(garbage)
  const silent = connectTcp(client.port, client.host)
  await arrival(silent, 'connect')
  silent.destroy()
}

export const CYCLES: Readonly<Record<string, Cycle>> = {
  certificates,
  configMaps,
  namespaces,
  permissions,
  informers,
  discovery,
  trouble,
}
