import t from 'tap'
import { nodes } from '../../../src/resources/core/node/resource.ts'
import { Shelf } from '../shelf.ts'

const shelf = new Shelf(nodes)

t.test('taints are validated, and must be unique by key and effect', async (t) => {
  const taint = { key: 'example.com/a', value: 'b', effect: 'NoSchedule' }
  t.same(shelf.errorsOfSpec({ taints: [taint, { ...taint, effect: 'NoExecute' }] }), [])
  const { errors } = shelf.create({
    spec: {
      taints: [
        taint,
        { ...taint, value: '' },
        { key: '-', value: '-', effect: 'Never' },
        { key: 'k' },
      ],
    },
  })
  t.same(
    errors.map((text) => text.replace(/( name part| a valid).*/, ' …')),
    [
      'metadata.taints[1]: Duplicate value: {"Key":"example.com/a","Value":"","Effect":"NoSchedule","TimeAdded":null}: taints must be unique by key and effect pair',
      'metadata.taints[2].key: Invalid value: "-": …',
      'metadata.taints[2].value: Invalid value: "-": …',
      'metadata.taints[2].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
      'metadata.taints[3].effect: Required value',
    ],
  )
})

t.test('an update reports each invalid taint twice', async (t) => {
  const taints = [{ key: 'a' }]
  const wrong = 'metadata.taints[0].effect: Required value'
  t.same(shelf.update({ spec: { taints } }, shelf.stored({})).errors, [wrong, wrong])
})

t.test('a node is created with its status; later, only /status changes it', async (t) => {
  const conditions = [{ type: 'Ready', status: 'True' }]
  const old = shelf.stored({ spec: { unschedulable: true }, status: { conditions } })
  t.match(old.status.conditions, conditions)
  const main = shelf.update({ spec: {}, status: { conditions: [] } }, old).object
  t.match(main.status.conditions, conditions)
  t.equal(main.spec.unschedulable, undefined)
  const status = shelf.update({ spec: {}, status: { conditions: [] } }, old, 'status').object
  t.equal(status.status.conditions, undefined)
  t.equal(status.spec.unschedulable, true)
})

t.test('podCIDR and providerID can be set only once', async (t) => {
  const old = shelf.stored({
    spec: { podCIDR: '10.0.0.0/24', podCIDRs: ['10.0.0.0/24'], providerID: 'a' },
  })
  t.same(shelf.update({ spec: { podCIDR: '10.0.0.0/24', providerID: 'b' } }, old).errors, [
    'spec.providerID: Forbidden: node updates may not change providerID except from "" to valid',
  ])
  t.same(shelf.update({ spec: { podCIDR: '10.0.1.0/24', providerID: 'a' } }, old).errors, [
    'spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid',
  ])
  t.same(shelf.update({ spec: { providerID: 'a' } }, shelf.stored({})).errors, [])
})

t.test('a table row shows the state, the roles and the machine of a node', async (t) => {
  t.same(shelf.row(shelf.stored({})), {
    Name: 'x',
    Status: 'Unknown',
    Roles: '<none>',
    Age: '<unknown>',
    Version: '',
    'Internal-IP': '<none>',
    'External-IP': '<none>',
    'OS-Image': '<unknown>',
    'Kernel-Version': '<unknown>',
    'Container-Runtime': '<unknown>',
  })
  const node = shelf.stored({
    metadata: {
      name: 'x',
      labels: {
        'node-role.kubernetes.io/worker': '',
        'node-role.kubernetes.io/': '',
        'kubernetes.io/role': 'control-plane',
      },
    },
    spec: { unschedulable: true },
    status: {
      conditions: [{ type: 'Ready', status: 'Unknown' }],
      addresses: [
        { type: 'Hostname', address: 'x' },
        { type: 'InternalIP', address: '10.0.0.1' },
      ],
      nodeInfo: { kubeletVersion: 'v1.34.0', osImage: 'Linux' },
    },
  })
  t.match(shelf.row(node), {
    Status: 'NotReady,SchedulingDisabled',
    Roles: 'control-plane,worker',
    Version: 'v1.34.0',
    'Internal-IP': '10.0.0.1',
    'OS-Image': 'Linux',
  })
})

t.test('a field selector can select nodes by spec.unschedulable', async (t) => {
  const value = (spec: object) => nodes.fieldSelectors.valuesOf(shelf.stored({ spec }))
  t.same(value({}), { 'metadata.name': 'x', 'spec.unschedulable': 'false' })
  t.equal(value({ unschedulable: true })['spec.unschedulable'], 'true')
})
