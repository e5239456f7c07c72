import t from 'tap'
import type { Container, ContainerStatus, Pod, PodStatus } from '../../../../src/api/kinds/core.ts'
import { pods } from '../../../../src/resources/core/pod/resource.ts'
import { NOW, Shelf } from '../../shelf.ts'

const shelf = new Shelf(pods)
const container = { name: 'c', image: 'busybox:1.36' }
const simple = { spec: { containers: [container] } }

void t.test('what a manifest leaves out is filled in', async (t) => {
  const { metadata, spec, status } = shelf.stored({
    spec: {
      containers: [
        { ...container, ports: [{ containerPort: 80 }] },
        { name: 'latest', image: 'example.com:5000/a/b' },
        { name: 'digest', image: `b@sha256:${'0'.repeat(64)}` },
        { name: 'never', image: 'b:latest', imagePullPolicy: 'Never' },
      ],
      serviceAccount: 'robot',
    },
    status: { phase: 'Running' },
  })
  t.match(spec, {
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    terminationGracePeriodSeconds: 30,
    securityContext: {},
    enableServiceLinks: true,
    serviceAccountName: 'robot',
    serviceAccount: 'robot',
  })
  t.match(spec.containers?.[0], {
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    ports: [{ containerPort: 80, protocol: 'TCP' }],
  })
  t.same(
    spec.containers?.map(({ imagePullPolicy }) => imagePullPolicy),
    ['IfNotPresent', 'Always', 'IfNotPresent', 'Never'],
  )
  t.same(status, { phase: 'Pending', qosClass: 'BestEffort' }, 'nobody runs before being scheduled')
  t.equal(metadata.generation, 1)
})

void t.test('so are the defaults of probes, handlers and volumes, of templates too', async (t) => {
  const web = { httpGet: { port: 80 } }
  const filled = { httpGet: { path: '/', port: 80, scheme: 'HTTP' } }
  const times = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 }
  const spec = {
    hostNetwork: true,
    containers: [
      {
        ...container,
        ports: [{ containerPort: 80 }],
        env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
        livenessProbe: { ...web, periodSeconds: 5 },
        readinessProbe: { grpc: { port: 1 } },
        lifecycle: { preStop: web, postStart: { exec: { command: ['x'] } } },
      },
    ],
    initContainers: [{ ...container, name: 'i', restartPolicy: 'Always', startupProbe: web }],
    serviceAccountName: 'default',
    volumes: [
      { name: 'a', hostPath: { path: '/x' } },
      { name: 'b', secret: { secretName: 's', defaultMode: 256 } },
      { name: 'c', configMap: { name: 's' } },
      {
        name: 'd',
        downwardAPI: { items: [{ path: 'p', fieldRef: { fieldPath: 'metadata.uid' } }] },
      },
      { name: 'e', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } },
      { name: 'f' },
      { name: 'h', projected: { sources: [] } },
    ],
  }
  const pod = shelf.stored({ spec }).spec
  t.match(pod.containers?.[0], {
    ports: [{ protocol: 'TCP' }],
    env: [{ valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } }],
    livenessProbe: { ...filled, ...times, periodSeconds: 5 },
    readinessProbe: { grpc: { port: 1, service: '' }, ...times },
    lifecycle: { preStop: filled, postStart: { exec: { command: ['x'] } } },
  })
  t.match(pod.initContainers?.[0]?.startupProbe, { ...filled, ...times })
  t.same(JSON.parse(JSON.stringify(pod.volumes)), [
    { name: 'a', hostPath: { path: '/x', type: '' } },
    { name: 'b', secret: { secretName: 's', defaultMode: 256 } },
    { name: 'c', configMap: { name: 's', defaultMode: 420 } },
    {
      name: 'd',
      downwardAPI: {
        items: [{ path: 'p', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.uid' } }],
        defaultMode: 420,
      },
    },
    {
      name: 'e',
      projected: {
        sources: [{ serviceAccountToken: { path: 't', expirationSeconds: 3600 } }],
        defaultMode: 420,
      },
    },
    { name: 'f', emptyDir: {} },
    // storage has no empty lists
    { name: 'h', projected: { sources: null, defaultMode: 420 } },
  ])
})

void t.test('names and images are required, and mounts name a volume', async (t) => {
  t.same(shelf.create({ spec: {} }).errors, ['spec.containers: Required value'])
  t.same(shelf.create(simple).errors, [])
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

void t.test('other fields are data', async (t) => {
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

void t.test('little of a pod can change', async (t) => {
  const old = shelf.stored({
    spec: { containers: [container], tolerations: [{ key: 'a', operator: 'Exists' }] },
  })
  const change = (spec: object) =>
    shelf.update(
      { spec: { containers: [container], tolerations: old.spec.tolerations, ...spec } },
      old,
    )
  t.same(change({}).errors, [])
  t.equal(change({}).object.metadata.generation, undefined, 'nothing changed')
  const image = change({ containers: [{ ...container, image: 'busybox:2' }] })
  t.same(image.errors, [])
  t.equal(image.object.metadata.generation, 2)
  t.same(change({ activeDeadlineSeconds: 5 }).errors, [])
  t.same(
    change({ tolerations: [{ key: 'b', operator: 'Exists' }, ...(old.spec.tolerations ?? [])] })
      .errors,
    [],
  )
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

void t.test('the status has an endpoint of its own', async (t) => {
  const old = shelf.stored(simple)
  const running = { ...simple, status: { phase: 'Running' } }
  t.same(shelf.update(running, old).object.status, { phase: 'Pending', qosClass: 'BestEffort' })
  const { object, errors } = shelf.update({ ...running, spec: {} }, old, 'status')
  t.same(errors, [])
  t.same(object.status, { phase: 'Running', qosClass: 'BestEffort' })
  t.same(object.spec.containers?.length, 1)
})

const podWith = (status: PodStatus, more: Partial<Pod> = {}): Pod => ({
  ...shelf.stored(simple),
  ...more,
  status,
})
const containerStatus = (more: Partial<ContainerStatus>): ContainerStatus => ({
  name: 'c',
  image: '',
  imageID: '',
  state: {},
  lastState: {},
  ready: false,
  restartCount: 0,
  ...more,
})
const summary = (pod: Pod): unknown[] => {
  const row = shelf.row(pod)
  return [row['Ready'], row['Status'], row['Restarts']]
}

void t.test('a row sums a pod up', async (t) => {
  const running = containerStatus({ ready: true, state: { running: {} } })
  const restarted = {
    restartCount: 3,
    lastState: {
      terminated: { exitCode: 1, finishedAt: new Date(NOW - 300_000).toISOString() },
    },
  }
  const deleted = { metadata: { name: 'x', deletionTimestamp: '2030-01-01T00:00:00Z' } }
  const expected: [string, Pod, string[]][] = [
    ['pending', podWith({ phase: 'Pending', qosClass: 'BestEffort' }), ['0/1', 'Pending', '0']],
    [
      'running',
      podWith({ phase: 'Running', containerStatuses: [running] }),
      ['1/1', 'Running', '0'],
    ],
    [
      'restarted',
      podWith({ phase: 'Running', containerStatuses: [{ ...running, ...restarted }] }),
      ['1/1', 'Running', '3 (5m ago)'],
    ],
    [
      'crashing',
      podWith({
        phase: 'Running',
        containerStatuses: [
          containerStatus({ ...restarted, state: { waiting: { reason: 'CrashLoopBackOff' } } }),
        ],
      }),
      ['0/1', 'CrashLoopBackOff', '3 (5m ago)'],
    ],
    [
      'failed without a reason',
      podWith({
        phase: 'Failed',
        containerStatuses: [containerStatus({ state: { terminated: { exitCode: 2 } } })],
      }),
      ['0/1', 'ExitCode:2', '0'],
    ],
    [
      'killed by a signal',
      podWith({
        phase: 'Failed',
        containerStatuses: [containerStatus({ state: { terminated: { exitCode: 0, signal: 9 } } })],
      }),
      ['0/1', 'Signal:9', '0'],
    ],
    [
      'one completed, one running',
      podWith({
        phase: 'Running',
        conditions: [{ type: 'Ready', status: 'True' }],
        containerStatuses: [
          containerStatus({ state: { terminated: { exitCode: 0, reason: 'Completed' } } }),
          running,
        ],
      }),
      ['1/1', 'Running', '0'],
    ],
    [
      'one completed, one running, not ready',
      podWith({
        phase: 'Running',
        containerStatuses: [
          containerStatus({ state: { terminated: { exitCode: 0, reason: 'Completed' } } }),
          running,
        ],
      }),
      ['1/1', 'NotReady', '0'],
    ],
    ['evicted', podWith({ phase: 'Failed', reason: 'Evicted' }), ['0/1', 'Evicted', '0']],
    [
      'gated',
      podWith({
        phase: 'Pending',
        conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }],
      }),
      ['0/1', 'SchedulingGated', '0'],
    ],
    ['deleted', podWith({ phase: 'Running' }, deleted), ['0/1', 'Terminating', '0']],
    ['deleted, done', podWith({ phase: 'Succeeded' }, deleted), ['0/1', 'Succeeded', '0']],
    ['lost', podWith({ reason: 'NodeLost' }, deleted), ['0/1', 'Unknown', '0']],
  ]
  for (const [what, pod, cells] of expected) t.same(summary(pod), cells, what)
})

void t.test('init containers come first', async (t) => {
  const spec = {
    ...shelf.stored(simple).spec,
    initContainers: [
      { name: 'i' },
      { name: 's', restartPolicy: 'Always' },
    ] as unknown as Container[],
  }
  const init = (...initContainerStatuses: ContainerStatus[]): Pod =>
    podWith({ phase: 'Pending', initContainerStatuses }, { spec })
  const done = containerStatus({
    name: 'i',
    restartCount: 2,
    state: { terminated: { exitCode: 0 } },
  })
  const sidecar = containerStatus({ name: 's', started: true, ready: true, state: { running: {} } })
  const i = (more: Partial<ContainerStatus>) => init(containerStatus({ name: 'i', ...more }))
  t.same(summary(i({})), ['0/2', 'Init:0/2', '0'])
  t.same(summary(i({ state: { waiting: { reason: 'PodInitializing' } } })), [
    '0/2',
    'Init:0/2',
    '0',
  ])
  t.same(summary(i({ state: { waiting: { reason: 'ErrImagePull' } } })), [
    '0/2',
    'Init:ErrImagePull',
    '0',
  ])
  t.same(summary(i({ state: { terminated: { exitCode: 3 } } })), ['0/2', 'Init:ExitCode:3', '0'])
  t.same(summary(init(done, containerStatus({ name: 's' }))), ['0/2', 'Init:1/2', '2'])
  t.same(
    summary(init(done, { ...sidecar, restartCount: 1 })),
    ['1/2', 'Pending', '1'],
    'a sidecar counts, what is done does not',
  )
})

void t.test('wide rows show where a pod is', async (t) => {
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

void t.test('a pod is the better off the more exactly it says what it needs', async (t) => {
  const qosOf = (...resources: object[]): [string | undefined, unknown] => {
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
  t.same(qosOf({ limits }), ['Guaranteed', limits], 'requests follow the limits')
  t.same(qosOf({ limits, requests: { cpu: '500m' } }), [
    'Burstable',
    { cpu: '500m', memory: '1Gi' },
  ])
  t.same(qosOf({ limits }, {})[0], 'Burstable')
  t.same(qosOf({ limits: { cpu: '0' }, requests: { memory: '1' } })[0], 'Burstable')
})
