import t from 'tap'
import { releaseOf } from '../../../src/release/releases.ts'
import { csiNodes } from '../../../src/resources/storage/csinode/resource.ts'
import { startServer } from '../../fixtures/server.ts'
import { Shelf } from '../shelf.ts'

const shelf = new Shelf(csiNodes)
const driver = { name: 'disk.example.com', nodeID: 'n1', topologyKeys: ['example.com/zone'] }

void t.test('drivers have a name, the node’s name, and keys of labels', async (t) => {
  t.same(shelf.create({ spec: { drivers: [driver, { ...driver, name: 'b' }] } }).errors, [])
  const bad = {
    name: '',
    nodeID: 'n'.repeat(257),
    topologyKeys: ['', 'a', 'a', 'b c'],
    allocatable: { count: -1 },
  }
  const { errors } = shelf.create({ spec: { drivers: [driver, driver, bad] } })
  t.match(errors, [
    'spec.drivers[1].name: Duplicate value: "disk.example.com"',
    'spec.drivers[2].name: Required value',
  ])
  const all = errors.join('\n')
  for (const text of [
    'spec.drivers[2].nodeID: Invalid value: ',
    'must be 256 characters or less',
    'spec.drivers[2]: Required value',
    'spec.drivers[2]: Duplicate value: "a"',
    'spec.drivers[2]: Invalid value: "b c": name part must consist of',
    'spec.drivers[2].allocatable.count: Invalid value: -1: must be greater than or equal to 0',
  ]) {
    t.match(all, text)
  }
})

void t.test('a driver comes and goes, and does not change', async (t) => {
  const old = shelf.stored({ spec: { drivers: [driver] } })
  t.same(shelf.update({ spec: { drivers: [] } }, old).errors, [])
  t.same(shelf.update({ spec: { drivers: [driver, { ...driver, name: 'b' }] } }, old).errors, [])
  t.match(shelf.update({ spec: { drivers: [{ ...driver, nodeID: 'n2' }] } }, old).errors, [
    'spec.drivers: Invalid value: {"Name":"disk.example.com","NodeID":"n2","TopologyKeys":["example.com/zone"],"Allocatable":null}: field is immutable',
  ])
  const more = { ...driver, allocatable: { count: 3 } }
  t.same(
    shelf.update({ spec: { drivers: [more] } }, old).errors,
    [],
    'how many it can have changes',
  )
  const older = new Shelf(csiNodes, releaseOf('v1.34'))
  t.match(older.update({ spec: { drivers: [more] } }, old).errors, [/"Allocatable":\{"Count":3\}/])
  t.match(shelf.update({ spec: { drivers: [{ ...driver, name: '' }] } }, old).errors, [
    'spec.drivers[0].name: Required value',
  ])
  t.equal(shelf.row(old)['Drivers'], 1)
})

void t.test('what a kubelet needs before it starts is there', async (t) => {
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
  t.equal((await server.get(`${nodes}/a`, kubelet)).code, 404)
  const { uid } = node.body.metadata
  const csiNode = (name: string): object => ({
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
