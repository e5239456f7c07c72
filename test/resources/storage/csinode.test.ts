import t from 'tap'
import { csiNodes } from '../../../src/resources/storage/csinode/resource.ts'
import { startServer } from '../../fixtures/server.ts'
import { Shelf } from '../shelf.ts'

const shelf = new Shelf(csiNodes)
const driver = { name: 'disk.example.com', nodeID: 'n1', topologyKeys: ['example.com/zone'] }

t.test('a row counts the drivers', async (t) => {
  t.equal(shelf.row(shelf.stored({ spec: { drivers: [driver] } }))['Drivers'], 1)
  t.equal(shelf.row(shelf.stored({ spec: { drivers: null } }))['Drivers'], 0)
})

t.test('a kubelet can list CSIDrivers and RuntimeClasses, and manage its CSINode', async (t) => {
  const server = await startServer(t)
  const kubelet = {
    as: { user: 'system:node:a', groups: ['system:nodes', 'system:authenticated'] },
  }
  for (const [path, kind] of [
    ['/apis/storage.k8s.io/v1/csidrivers', 'CSIDriverList'],
    ['/apis/node.k8s.io/v1/runtimeclasses', 'RuntimeClassList'],
  ] as const) {
    const { code, body } = await server.get(path, kubelet)
    t.match({ code, body }, { code: 200, body: { kind, items: [] } })
    t.equal((await server.post(path, { metadata: { name: 'x' } })).code, 405)
  }
  const node = await server.post('/api/v1/nodes', { metadata: { name: 'a' } }, kubelet)
  const nodes = '/apis/storage.k8s.io/v1/csinodes'
  t.equal(await server.code(`${nodes}/a`, kubelet), 404)
  const { uid } = node.body.metadata
  const csiNode = (name: string) => ({
    metadata: {
      name,
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'a', uid }],
    },
    spec: { drivers: null },
  })
  t.equal((await server.post(nodes, csiNode('a'), kubelet)).code, 201)
  const other = await server.post(nodes, csiNode('b'), kubelet)
  t.match(other.body.message, 'can only access CSINode with the same name as the requesting node')
  const stored = (await server.get(`${nodes}/a`, kubelet)).body
  t.same(stored.spec, { drivers: null })
  stored.spec.drivers = [driver]
  t.equal((await server.put(`${nodes}/a`, stored, kubelet)).code, 200)
  await server.delete('/api/v1/nodes/a')
  await server.until(`${nodes}?fieldSelector=metadata.name%3Da`, ({ items }) => items.length === 0)
})
