/** Objects of more values than the event loop works on: they are answered as all others are. */
import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { mostValues } from '../../src/api/text/many-values.ts'
import { COLLECTION, csrBody } from '../fixtures/builders.ts'
import { startServer } from '../fixtures/server.ts'
import { ending } from '../fixtures/waits.ts'

const server = await startServer(t)
const MANY = mostValues() + 1000
const ROLES = '/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles'
const MAPS = '/api/v1/namespaces/default/configmaps'

const keys = (count: number, value = 'v'): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, value]))
const map = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...more },
  data: keys(MANY),
})
const JSON_PATCH = { contentType: 'application/json-patch+json' }
const STRATEGIC = { contentType: 'application/strategic-merge-patch+json' }
const APPLY = { contentType: 'application/apply-patch+yaml' }
const accept = (form: string) => ({ headers: { accept: form } })
const TABLE = accept('application/json;as=Table;g=meta.k8s.io;v=v1')
const YAML = accept('application/yaml')
const PROTOBUF = accept('application/vnd.kubernetes.protobuf')

t.test('a role of very many names', async (t) => {
  const resourceNames = Array.from({ length: MANY }, (_, i) => `n${i}`)
  const rules = [{ verbs: ['get'], apiGroups: [''], resources: ['secrets'], resourceNames }]
  const role = { metadata: { name: 'r' }, rules }
  const tried = await server.post(`${ROLES}?dryRun=All`, role)
  t.equal(tried.code, 201)
  t.equal((await server.get(`${ROLES}/r`)).code, 404, 'a dry run stores nothing')
  const created = await server.post(ROLES, role)
  t.equal(created.code, 201)
  const { body } = await server.get(`${ROLES}/r`)
  t.ok(isDeepStrictEqual(body, created.body))
  t.ok(isDeepStrictEqual(body.rules, rules))
  t.equal((await server.post(ROLES, role)).body.reason, 'AlreadyExists')

  const put = await server.put(`${ROLES}/r`, body)
  t.same([put.code, put.body.metadata.resourceVersion], [200, body.metadata.resourceVersion])
  await server.put(`${ROLES}/r`, { ...body, metadata: { ...body.metadata, labels: { a: 'b' } } })
  const stale = await server.put(`${ROLES}/r`, { ...body, rules: [] })
  t.match(stale.body, { code: 409, reason: 'Conflict', message: /the object has been modified/ })
  const selected = await server.get(`${ROLES}?labelSelector=a%3Db`)
  t.ok(isDeepStrictEqual(selected.body.items[0].rules, rules))
  t.equal((await server.delete(`${ROLES}/r`)).body.status, 'Success')
  t.equal((await server.get(`${ROLES}/r`)).code, 404)
})

t.test('more values than a thread has memory for are refused, whatever brings them', async (t) => {
  const pods = '/api/v1/namespaces/default/pods'
  const containers = (empty: string): string => Array(1_000_000).fill(empty).join('')
  const json = `{"metadata":{"name":"p"},"spec":{"containers":[${containers('{},')}{}]}}`
  const head = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: ['
  for (const [contentType, body] of [
    ['application/json', json],
    ['application/yaml', `${head}${containers('{},')}]}\n`],
  ] as const) {
    const refused = await server.request('POST', pods, { body, contentType })
    t.match(
      refused.body,
      { code: 413, reason: 'RequestEntityTooLarge', message: /takes more memory/ },
      contentType,
    )
  }
  const nulls = `{"data":{"a":[${'1,'.repeat(1_000_000)}1]}}`
  const patch = { body: nulls, contentType: 'application/merge-patch+json' }
  t.equal((await server.request('PATCH', `${MAPS}/kube-root-ca.crt`, patch)).code, 413)
  t.equal((await server.get('/readyz')).code, 200)
})

t.test('what is wrong is said as always', async (t) => {
  const invalid = await server.post(MAPS, map('No'))
  t.match(invalid.body, { code: 422, details: { causes: [{ field: 'metadata.name' }] } })
  const unknown = await server.post(`${MAPS}?fieldValidation=Strict`, { ...map('s'), colour: 1 })
  t.match(unknown.body.message, /strict decoding error: unknown field "colour"/)
  const warned = await server.post(`${MAPS}?dryRun=All`, { ...map('s'), colour: 1 })
  t.match(warned.headers.warning, /unknown field \\"colour\\"/)
  const broken = await server.post(MAPS, `{"metadata":{},"x":[${'1,'.repeat(MANY)}}`)
  t.match(broken.body.message, /invalid character '}' looking for beginning of value/)
  const elsewhere = await server.post('/api/v1/namespaces/nowhere/configmaps', map('a'))
  t.match(elsewhere.body, { code: 404, message: 'namespaces "nowhere" not found' })
  const bob = await server.post('/apis/authorization.k8s.io/v1/subjectaccessreviews', {
    spec: {
      user: 'bob',
      groups: [...Object.keys(keys(MANY)), 'system:masters'],
      resourceAttributes: { verb: 'get', resource: 'secrets' },
    },
  })
  t.equal(bob.body.status.allowed, true)
  t.equal((await server.post(`${MAPS}/x`, map('x'))).code, 405)
})

t.test('escalation is refused by the roles as they are now', async (t) => {
  const as = { user: 'carol' }
  const rbac = '/apis/rbac.authorization.k8s.io/v1/clusterroles'
  const all = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] }
  const names = Array.from({ length: MANY }, (_, i) => `n${i}`)
  const role = (name: string) => ({
    metadata: { name },
    rules: [{ verbs: ['get'], apiGroups: [''], resources: ['secrets'], resourceNames: names }],
  })
  await server.post(rbac, {
    metadata: { name: 'author' },
    rules: [{ ...all, verbs: ['create'], apiGroups: ['rbac.authorization.k8s.io'] }],
  })
  const subjects = [{ kind: 'User', name: 'carol', apiGroup: 'rbac.authorization.k8s.io' }]
  const roleRef = { kind: 'ClusterRole', apiGroup: 'rbac.authorization.k8s.io' }
  const bind = (name: string) =>
    server.post('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
      metadata: { name },
      subjects,
      roleRef: { ...roleRef, name },
    })
  await bind('author')
  const refused = await server.post(rbac, role('more'), { as })
  t.match(refused.body, { code: 403, message: /is attempting to grant RBAC permissions/ })
  await server.post(rbac, { metadata: { name: 'reader' }, rules: [{ ...all, verbs: ['get'] }] })
  await bind('reader')
  t.equal((await server.post(rbac, role('more'), { as })).code, 201)
})

t.test('every form of an answer, and every form of a body', async (t) => {
  await server.post(MAPS, map('forms', { labels: { forms: 'yes' } }))
  const at = `${MAPS}/forms`
  const table = await server.get(at, TABLE)
  t.same(table.body.rows[0].cells.slice(0, 2), ['forms', String(MANY)])
  for (const [form, type] of [
    [YAML, 'application/yaml'],
    [PROTOBUF, 'application/vnd.kubernetes.protobuf'],
  ] as const) {
    const shown = await server.get(at, form)
    t.equal(shown.headers['content-type'], type)
    const before = (await server.get(at)).body
    const put = await server.put(at, shown.bytes, { contentType: type })
    t.ok(isDeepStrictEqual(put.body, before), `${type} is taken back, and changes nothing`)
    const listed = await server.get(`${MAPS}?labelSelector=forms%3Dyes`, form)
    t.equal(listed.code, 200)
    t.ok(listed.bytes.includes(`k${MANY - 1}`))
  }
  const { code, body } = await server.get(`${MAPS}?labelSelector=forms%3Dyes`, TABLE)
  t.same([code, body.rows.length], [200, 1])
})

t.test('patches of every kind', async (t) => {
  await server.post(MAPS, map('patched'))
  const at = `${MAPS}/patched`
  const data = async (): Promise<Record<string, string>> => (await server.get(at)).body.data
  await server.patch(at, { data: { k0: 'merged', k1: null } })
  t.match(await data(), { k0: 'merged', k2: 'v' })
  t.equal((await data())['k1'], undefined)
  await server.patch(
    at,
    [
      { op: 'test', path: '/data/k2', value: 'v' },
      { op: 'remove', path: '/data/k2' },
    ],
    JSON_PATCH,
  )
  t.equal((await data())['k2'], undefined)
  await server.patch(at, { data: { k3: 'strategic' } }, STRATEGIC)
  t.equal((await data())['k3'], 'strategic')
  const config = { ...map('patched'), data: keys(MANY, 'applied') }
  const conflict = await server.patch(`${at}?fieldManager=m`, config, APPLY)
  t.match(conflict.body, { code: 409, reason: 'Conflict' })
  await server.patch(`${at}?fieldManager=m&force=true`, config, APPLY)
  t.equal((await data())['k3'], 'applied')
  const managers = (await server.get(at)).body.metadata.managedFields
  t.same(
    managers.map(({ manager, operation }: Record<string, string>) => `${manager} ${operation}`),
    ['m Apply', 'tests Update'],
  )
})

t.test('nobody’s write is lost', async (t) => {
  await server.post(MAPS, map('busy'))
  const at = `${MAPS}/busy`
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, i) => server.patch(at, { data: { [`new${i}`]: 'x' } })),
  )
  t.same(new Set(answers.map(({ code }) => code)), new Set([200]))
  const { data } = (await server.get(at)).body
  t.equal(Object.keys(data).filter((key) => key.startsWith('new')).length, 8)
  const revisions = new Set(answers.map(({ body }) => body.metadata.resourceVersion))
  t.equal(revisions.size, 8)
})

t.test('watches in every form', async (t) => {
  const collection = `${MAPS}?watch=true&labelSelector=watched%3Dyes`
  const plain = await server.watch(collection)
  const table = await server.watch(collection, TABLE)
  await server.post(MAPS, map('watched', { labels: { watched: 'yes' } }))
  const added = await plain.next()
  t.match(added, { type: 'ADDED', object: { metadata: { name: 'watched' } } })
  const row = await table.next()
  t.match(row, { type: 'ADDED', object: { kind: 'Table', rows: [{ cells: ['watched'] }] } })
  t.ok(Array.isArray(row.object.columnDefinitions))
  await server.patch(`${MAPS}/watched`, { data: { k0: 'x' } })
  t.equal((await plain.next()).object.data.k0, 'x')
  t.equal((await table.next()).object.columnDefinitions, null)
  await server.delete(`${MAPS}/watched`)
  t.equal((await plain.next()).type, 'DELETED')
  t.equal((await table.next()).type, 'DELETED')
})

t.test('controllers change such objects too', async (t) => {
  const requests = await server.watch(`${COLLECTION}?watch=true`)
  const body = csrBody({ name: 'labelled', metadata: { labels: keys(MANY) } })
  t.equal((await server.post(COLLECTION, body)).code, 201)
  const stored = (await server.get(`${COLLECTION}/labelled`)).body
  stored.status.conditions = [{ type: 'Approved', status: 'True', reason: 'r', message: 'm' }]
  t.equal((await server.put(`${COLLECTION}/labelled/approval`, stored)).code, 200)
  let signed
  do signed = (await requests.next()).object
  while (signed.status?.certificate === undefined)
  t.match(Buffer.from(signed.status.certificate, 'base64').toString(), /BEGIN CERTIFICATE/)
  requests.message.destroy()

  const owner = (await server.post(MAPS, { metadata: { name: 'owner' } })).body
  const ownerReferences = [
    { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: owner.metadata.uid },
  ]
  await server.post(MAPS, map('owned', { ownerReferences }))
  const owned = await server.watch(`${MAPS}?watch=true&fieldSelector=metadata.name%3Downed`)
  t.equal((await owned.next()).type, 'ADDED')
  await server.delete(`${MAPS}/owner`)
  t.equal((await owned.next()).type, 'DELETED')
  owned.message.destroy()
})

t.test('all of them at once are deleted', async (t) => {
  const deleted = await server.delete(MAPS)
  t.equal(deleted.code, 200)
  t.ok(deleted.body.items.length >= 3)
  const left = (await server.get(MAPS)).body.items as { metadata: { name: string } }[]
  t.notMatch(
    left.map(({ metadata }) => metadata.name),
    ['forms'],
  )
})

t.test('an object that is too large to be stored is refused in etcd’s words', async (t) => {
  const data = Object.fromEntries(
    Array.from({ length: 120_000 }, (_, i) => [`some-long-key-${i}`, '']),
  )
  const refused = await server.post(MAPS, { metadata: { name: 'large' }, data })
  t.match(refused.body, { code: 500, message: 'etcdserver: request is too large' })
})

t.test('whoever goes takes the work along, and others are answered', async (t) => {
  const body = Buffer.from(JSON.stringify(map('gone')))
  const sent = await server.socket()
  sent.write(
    `POST ${MAPS} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${server.server.adminToken}\r\n` +
      `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`,
  )
  sent.write(body)
  const closed = ending(sent)
  sent.destroy()
  await closed
  t.equal((await server.post(`${MAPS}?dryRun=All`, map('next'))).code, 201)
})
