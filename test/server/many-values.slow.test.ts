/** Objects over the limit are rejected; those of earlier versions can still be used and deleted. */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import t, { type Test } from 'tap'
import { MOST_VALUES } from '../../src/apimachinery/text/many-values.ts'
import { createServer } from '../../src/server/server.ts'
import { startServer } from '../fixtures/server.ts'
import { times } from '../fixtures/times.ts'

const MAPS = '/api/v1/namespaces/default/configmaps'
const JSON_PATCH = { contentType: 'application/json-patch+json' }
const STRATEGIC = { contentType: 'application/strategic-merge-patch+json' }
const APPLY = { contentType: 'application/apply-patch+yaml' }
const accept = (form: string) => ({ headers: { accept: form } })
const YAML = accept('application/yaml')
const PROTOBUF = accept('application/vnd.kubernetes.protobuf')
const TABLE = accept('application/json;as=Table;g=meta.k8s.io;v=v1')

const keys = (count: number, prefix = 'k'): Record<string, string> =>
  Object.fromEntries(times(count, (i) => [`${prefix}${i}`, 'v']))
const names = (count: number) => times(count, (i) => `n${i}`)
const map = (count: number) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'm' },
  data: keys(count),
})
/** values beside the entries of `data`: kind, apiVersion, metadata, name, data, the object */
const BESIDE_DATA = 6

const refusal = {
  kind: 'Status',
  code: 413,
  reason: 'RequestEntityTooLarge',
  message: new RegExp(
    `^Request entity too large: the object has .*, and the limit is ${MOST_VALUES}$`,
  ),
}
const ofUnknown = {
  ...refusal,
  message: `Request entity too large: the object has more values than the limit of ${MOST_VALUES}`,
}

t.test('bodies with more values than the limit are rejected', async (t) => {
  const server = await startServer(t)
  const fits = await server.post(`${MAPS}?dryRun=All`, map(MOST_VALUES / 2 - 50))
  t.equal(fits.code, 201)
  const many = map(MOST_VALUES)
  const json = await server.post(MAPS, many)
  t.match(json.body, refusal)
  t.match(json.body.message, `the object has ${MOST_VALUES + BESIDE_DATA} values`)
  t.match((await server.put(`${MAPS}/m`, many)).body, refusal)

  const lines = Object.keys(many.data).map((key) => `  ${key}: v`)
  const yaml = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata:\n${lines.join('\n')}\n`
  const contentType = 'application/yaml'
  t.match((await server.request('POST', MAPS, { body: yaml, contentType })).body, ofUnknown)
  const aliases = `metadata: {name: m}\ndata: {a: &a [${names(400).join()}], b: [${'*a,'.repeat(60)}]}`
  t.match((await server.request('POST', MAPS, { body: aliases, contentType })).body, ofUnknown)

  const options = { finalizers: names(MOST_VALUES) }
  const deletion = await server.delete(`${MAPS}/kube-root-ca.crt`, {
    body: JSON.stringify(options),
    contentType: 'application/json',
  })
  t.match(deletion.body, refusal)
  t.equal(await server.code(`${MAPS}/kube-root-ca.crt`), 200)
})

t.test('patches and updates may not exceed the limit', async (t) => {
  const server = await startServer(t)
  // nearly the maximum, including managed fields
  const fitting = { ...map(MOST_VALUES / 2 - 100), metadata: { name: 'm', labels: { a: 'b' } } }
  t.equal((await server.post(MAPS, fitting)).code, 201)
  const at = `${MAPS}/m`
  for (const [form, contentType] of [
    [YAML, 'application/yaml'],
    [PROTOBUF, 'application/vnd.kubernetes.protobuf'],
  ] as const) {
    const { bytes } = await server.get(at, form)
    t.equal(
      (await server.put(at, bytes, { contentType })).code,
      200,
      `${contentType} can be written back`,
    )
  }
  const more = keys(100, 'more')
  t.match((await server.patch(at, { data: more })).body, refusal)
  t.match((await server.patch(at, { data: more }, STRATEGIC)).body, refusal)
  const added = Object.keys(more).map((key) => ({ op: 'add', path: `/data/${key}`, value: '' }))
  t.match((await server.patch(at, added, JSON_PATCH)).body, refusal)
  const config = { apiVersion: 'v1', kind: 'ConfigMap', data: more }
  t.match((await server.patch(`${at}?fieldManager=m`, config, APPLY)).body, refusal)
  const { body } = await server.get(at)
  t.match((await server.put(at, { ...body, data: { ...body.data, ...more } })).body, refusal)
  t.match(
    (await server.patch(at, { data: keys(MOST_VALUES) })).body,
    refusal,
    'a patch that is too large itself',
  )
  t.same((await server.get(at)).body, body, 'nothing has changed')
  t.equal((await server.patch(at, { data: { k0: 'w', k1: null } })).code, 200)
})

/** Makes a data folder whose config map `old` exceeds the limit, as in earlier versions. */
const oldFolder = async (t: Test) => {
  const dataDir = t.testdir()
  const server = await createServer({ dataDir, port: 0, caKeyType: 'p256' })
  await server.listen()
  const metadata = { name: 'old', labels: { old: 'yes' }, finalizers: ['example.com/held'] }
  const { code } = await server.inject('POST', MAPS, { metadata, data: { k0: 'v' } })
  t.equal(code, 201)
  await server.close()
  const db = new Database(join(dataDir, 'csrlab.db'))
  const key = '/registry/configmaps/default/old'
  const { value } = db
    .prepare<[string], { value: Buffer }>('SELECT value FROM log WHERE key = ?')
    .get(key)!
  const object = JSON.parse(value.toString())
  const data = keys(MOST_VALUES + 1000)
  object.metadata.managedFields[0].fieldsV1['f:data'] = Object.fromEntries(
    Object.keys(data).map((name) => [`f:${name}`, {}]),
  )
  const large = JSON.stringify({ ...object, data })
  db.prepare<[Buffer, string]>('UPDATE log SET value = ? WHERE key = ?').run(
    Buffer.from(large),
    key,
  )
  db.close()
  return dataDir
}

t.test('a stored object over the limit may change and shrink, but not grow', async (t) => {
  const server = await startServer(t, { dataDir: await oldFolder(t) })
  const at = `${MAPS}/old`
  const last = `k${MOST_VALUES + 999}`
  for (const form of [accept('application/json'), YAML, PROTOBUF]) {
    t.ok((await server.get(at, form)).bytes.includes(last))
    for (const query of ['', '?labelSelector=old%3Dyes'])
      t.ok((await server.get(`${MAPS}${query}`, form)).bytes.includes(last))
  }
  t.equal((await server.get(at, TABLE)).body.rows[0].cells[1], MOST_VALUES + 1000)
  const { body } = await server.get(at)
  const labels = { old: 'yes', more: 'x' }
  const changed = `${at}?fieldManager=${body.metadata.managedFields[0].manager}`
  t.match((await server.patch(at, { metadata: { labels } })).body, refusal, 'it may not grow')
  t.equal((await server.patch(changed, { data: { k1: 'changed' } })).code, 200, 'but it may change')
  t.equal((await server.patch(changed, { data: { k2: null } })).code, 200, 'and it may shrink')
  t.match((await server.put(at, body)).body, refusal, 'a body over the limit is rejected')

  const deleted = await server.delete(at)
  t.ok(deleted.body.metadata.deletionTimestamp, 'a finalizer blocks the deletion')
  t.equal((await server.patch(at, { metadata: { finalizers: null } })).code, 200)
  t.equal(await server.code(at), 404)
})

t.test('a stored object over the limit can be deleted, and restored by a snapshot', async (t) => {
  const server = await startServer(t, { dataDir: await oldFolder(t) })
  t.equal((await server.put('/csrlab/v1/snapshots/s', {})).code, 200)
  const held = { metadata: { finalizers: null } }
  await server.delete(`${MAPS}?labelSelector=old`)
  t.equal((await server.patch(`${MAPS}/old`, held)).code, 200)
  t.equal(await server.code(`${MAPS}/old`), 404)
  t.equal((await server.post('/csrlab/v1/snapshots/s/restore', {})).code, 200)
  t.equal(Object.keys((await server.get(`${MAPS}/old`)).body.data).length, MOST_VALUES + 1000)
})
