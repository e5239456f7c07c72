import t from 'tap'
import type { Pod, PodStatus } from '../../../../src/apis/core.ts'
import { pods } from '../../../../src/resources/core/pod/resource.ts'
import { Shelf } from '../../shelf.ts'

const shelf = new Shelf(pods)
const container = { name: 'c', image: 'busybox:1.36' }
const simple = { spec: { containers: [container] } }

t.test('names and images are required, and mounts must name a volume', async (t) => {
  t.same(shelf.errorsOfSpec({}), ['spec.containers: Required value'])
  t.same(shelf.errorsOf(simple), [])
  const wrong = shelf.create({
    spec: {
      volumes: [{ name: 'v' }, { name: 'v' }, {}],
      containers: [
        { image: 'x' },
        {
          name: 'a.b',
          volumeMounts: [
            { name: 'v', mountPath: '/m' },
            { name: 'w', mountPath: '' },
          ],
        },
        container,
      ],
      initContainers: [container],
      serviceAccountName: 'B',
      nodeName: 'A',
    },
  })
  t.same(
    wrong.errors.map((text) => text.replace(/( a lowercase| a valid).*/, ' …')),
    [
      'spec.volumes[1].name: Duplicate value: "v"',
      'spec.volumes[2].name: Required value',
      'spec.containers[0].name: Required value',
      'spec.containers[1].name: Invalid value: "a.b": must not contain dots',
      'spec.containers[1].image: Required value',
      'spec.containers[1].volumeMounts[1].name: Not found: "w"',
      'spec.containers[1].volumeMounts[1].mountPath: Required value',
      'spec.initContainers[0].name: Duplicate value: "c"',
      'spec.serviceAccountName: Invalid value: "B": …',
      'spec.nodeName: Invalid value: "A": …',
    ],
  )
})

t.test('most fields are stored without validation', async (t) => {
  const { errors, object } = shelf.create({
    spec: {
      containers: [{ ...container, env: [{ name: 'a=b' }], resizePolicy: [] }],
      dnsPolicy: 'Mine',
      schedulingGates: [{ name: 'x' }],
      volumes: [{ name: 'disk', rbd: { monitors: ['m'], image: 'i' } }],
    },
  })
  t.same(errors, [])
  t.match(object.spec, { dnsPolicy: 'Mine', schedulingGates: [{ name: 'x' }] })
})

t.test("most of a pod's spec is immutable", async (t) => {
  const tolerations = [{ key: 'a', operator: 'Exists' }]
  const fields = { ...simple.spec, tolerations }
  const old = shelf.stored({ spec: fields })
  const change = (spec: object) => shelf.update({ spec: { ...fields, ...spec } }, old)
  t.same(change({}).errors, [])
  t.equal(change({}).object.metadata.generation, undefined, 'nothing changed')
  const image = change({ containers: [{ ...container, image: 'busybox:2' }] })
  t.same(image.errors, [])
  t.equal(image.object.metadata.generation, 2)
  t.same(change({ activeDeadlineSeconds: 5 }).errors, [])
  t.same(change({ tolerations: [{ key: 'b', operator: 'Exists' }, ...tolerations] }).errors, [])
  for (const spec of [
    { hostNetwork: true },
    { nodeName: 'n' },
    { tolerations: [] },
    { terminationGracePeriodSeconds: 1 },
    { containers: [{ ...container, command: ['x'] }] },
    { containers: [container, { ...container, name: 'd' }] },
  ]) {
    t.same(
      change(spec).errors,
      [
        'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
      ],
      JSON.stringify(spec),
    )
  }
  const negative = shelf.stored({ spec: { ...simple.spec, terminationGracePeriodSeconds: -1 } })
  const mended = { spec: { ...simple.spec, terminationGracePeriodSeconds: 1 } }
  t.same(shelf.update(mended, negative).errors, [])
})

t.test('only /status changes the status', async (t) => {
  const old = shelf.stored(simple)
  const running = { ...simple, status: { phase: 'Running' } }
  t.same(shelf.update(running, old).object.status, { phase: 'Pending', qosClass: 'BestEffort' })
  const { object, errors } = shelf.update({ ...running, spec: {} }, old, 'status')
  t.same(errors, [])
  t.same(object.status, { phase: 'Running', qosClass: 'BestEffort' })
  t.same(object.spec.containers?.length, 1)
})

const podWith = (status: PodStatus, more: Partial<Pod> = {}) => ({
  ...shelf.stored(simple),
  ...more,
  status,
})

t.test('a row summarizes a pod', async (t) => {
  const deleted = { metadata: { name: 'x', deletionTimestamp: '2030-01-01T00:00:00Z' } }
  const containerStatuses = [
    { ready: true, restartCount: 3 },
    { ready: false, restartCount: 1 },
  ].map((each) => ({ name: 'c', image: '', imageID: '', state: {}, lastState: {}, ...each }))
  for (const [pod, ...cells] of [
    [podWith({ phase: 'Pending' }), '0/1', 'Pending', '0'],
    [podWith({ phase: 'Running', containerStatuses }), '1/1', 'Running', '4'],
    [podWith({ phase: 'Failed', reason: 'Evicted' }), '0/1', 'Evicted', '0'],
    [podWith({ phase: 'Running' }, deleted), '0/1', 'Terminating', '0'],
    [podWith({ phase: 'Succeeded' }, deleted), '0/1', 'Succeeded', '0'],
  ] as const) {
    const row = shelf.row(pod)
    t.same([row['Ready'], row['Status'], row['Restarts']], cells)
  }
})

t.test("wide rows show a pod's node and address, and field selectors support both", async (t) => {
  t.same(shelf.columnNames(), {
    always: ['Name', 'Ready', 'Status', 'Restarts', 'Age'],
    wide: ['IP', 'Node', 'Nominated Node', 'Readiness Gates'],
  })
  t.match(shelf.row(podWith({})), {
    IP: '<none>',
    Node: '<none>',
    'Nominated Node': '<none>',
    'Readiness Gates': '<none>',
  })
  const { spec } = shelf.stored(simple)
  const readinessGates = [{ conditionType: 'a' }, { conditionType: 'b' }]
  const placed = podWith(
    { podIPs: [{ ip: '10.0.0.1' }], conditions: [{ type: 'a', status: 'True' }] },
    { spec: { ...spec, nodeName: 'n', readinessGates } },
  )
  t.match(shelf.row(placed), { IP: '10.0.0.1', Node: 'n', 'Readiness Gates': '1/2' })
  t.match(pods.fieldSelectors.valuesOf(placed), {
    'spec.nodeName': 'n',
    'spec.hostNetwork': 'false',
    'status.podIP': '10.0.0.1',
    'status.phase': '',
  })
})

t.test('the QoS class follows from requests and limits', async (t) => {
  const qosOf = (...resources: object[]) => {
    const { spec, status } = shelf.stored({
      spec: {
        containers: resources.map((one, i) => ({ ...container, name: `c${i}`, resources: one })),
      },
    })
    return [status.qosClass, spec.containers?.[0]?.resources?.requests]
  }
  const limits = { cpu: '1', memory: '1Gi' }
  t.same(qosOf({}), ['BestEffort', undefined])
  t.same(qosOf({ limits: { 'example.com/gpu': '1' } })[0], 'BestEffort')
  t.same(qosOf({ limits: { ...limits, cpu: '0' } })[0], 'Burstable')
  t.same(qosOf({ limits: { cpu: '1' }, requests: { cpu: '0' } })[0], 'Burstable')
  t.same(qosOf({ limits }), ['Guaranteed', limits], 'requests default to the limits')
  t.same(qosOf({ limits, requests: { cpu: '500m' } }), [
    'Burstable',
    { cpu: '500m', memory: '1Gi' },
  ])
  t.same(qosOf({ limits }, {})[0], 'Burstable')
  t.same(qosOf({ limits: { cpu: '0' }, requests: { memory: '1' } })[0], 'Burstable')
})
