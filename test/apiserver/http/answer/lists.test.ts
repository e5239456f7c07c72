import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import t from 'tap'
import { startServer, type TestServer } from '../../../fixtures/server.ts'
import { SECRETS } from '../paths.ts'
import { until } from '../../../fixtures/waits.ts'

t.test('the order of fields and the rows of empty tables are as in Kubernetes', async (t) => {
  const lab = await startServer(t)

  await t.test("fields of Secrets and ConfigMaps are in Go's order", async (t) => {
    const orders = await lab.namespace('orders')
    const body = { immutable: true, data: { a: 'Yg==' }, metadata: { name: 'a' } }
    for (const [resource, rest] of [
      ['secrets', ['type']],
      ['configmaps', []],
    ] as const) {
      const made = await lab.post(`${orders}/${resource}`, body)
      t.strictSame(
        [...made.text.matchAll(/"(metadata|immutable|data|type)":/g)].map(([, name]) => name),
        ['metadata', 'immutable', 'data', ...rest],
        resource,
      )
    }
  })

  await t.test('an empty table of a kind without a printer has `rows: null`', async (t) => {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io'
    const empty = await lab.namespace('no-rows')
    const rbac = empty.replace('/api/v1', '/apis/rbac.authorization.k8s.io/v1')
    const rowsOf = async (path: string) => (await lab.get(path, { headers: { accept } })).body.rows
    t.equal(await rowsOf(`${rbac}/roles`), null)
    const clusterRoles = '/apis/rbac.authorization.k8s.io/v1/clusterroles'
    t.equal(await rowsOf(`${clusterRoles}?labelSelector=none`), null)
    t.strictSame(await rowsOf(`${rbac}/rolebindings`), [])
    t.strictSame(await rowsOf(`${empty}/secrets`), [])
  })
})

/** Creates Secrets whose list is large enough to compress. */
const createLarge = async (lab: TestServer) => {
  for (let i = 0; i < 3; i += 1) {
    await lab.create(SECRETS, {
      metadata: { name: `big-${i}` },
      stringData: { a: 'x'.repeat(60_000) },
    })
  }
}

t.test('large lists are compressed for clients that accept gzip; watches are not', async (t) => {
  const lab = await startServer(t)
  await createLarge(lab)
  const plain = await lab.get(SECRETS)
  t.equal(plain.headers['content-encoding'], undefined)
  t.equal(Number(plain.headers['content-length']), plain.bytes.length)
  const packed = await lab.get(SECRETS, { headers: { 'accept-encoding': 'br, gzip' } })
  t.equal(packed.headers['content-encoding'], 'gzip')
  t.equal(packed.headers.vary, 'Accept-Encoding')
  t.ok(packed.bytes.length < 10_000)
  t.equal(gunzipSync(packed.bytes).toString(), plain.text)
  const small = await lab.get(`${SECRETS}?limit=1`, { headers: { 'accept-encoding': 'gzip' } })
  t.equal(small.headers['content-encoding'], undefined)
  const watch = await lab.watch(`${SECRETS}?watch=true`, { headers: { 'accept-encoding': 'gzip' } })
  t.equal(watch.message.headers['content-encoding'], undefined)
  t.equal((await watch.next()).object.metadata.name, 'big-0')
  watch.stop()
})

t.test('the audit log records compressed lists uncompressed', async (t) => {
  const auditLog = join(t.testdir({}), 'audit.log')
  const lab = await startServer(t, { auditLog, auditLevel: 'RequestResponse' })
  // audit events omit the bodies of Secrets
  const at = '/api/v1/namespaces/default/configmaps'
  const data = { a: 'x'.repeat(140_000) }
  await lab.create(at, { metadata: { name: 'large' }, data })
  const packed = await lab.get(at, { headers: { 'accept-encoding': 'gzip' } })
  t.equal(packed.headers['content-encoding'], 'gzip')
  const list = JSON.parse(gunzipSync(packed.bytes).toString())
  const logged = (): any =>
    readFileSync(auditLog, 'utf8')
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line))
      .find(({ verb, responseObject }) => verb === 'list' && responseObject !== undefined)
  await until(() => logged() !== undefined)
  const metadata = ({ items }: any): object[] => items.map((item: any) => item.metadata)
  t.strictSame(metadata(logged().responseObject), metadata(list))
})
