/** What is wrong with pods, and what is only odd, rule by rule; held against the validation of Kubernetes itself when it was written down. */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { pods } from '../../../../src/resources/core/pod/resource.ts'
import { releaseOf } from '../../../../src/release/releases.ts'
import { Shelf } from '../../shelf.ts'

interface Row {
  what: string
  pod: { metadata: object; spec: object }
  errors: string[]
  warnings: string[]
}

const ROWS: Row[] = JSON.parse(readFileSync(new URL('rules.json', import.meta.url), 'utf8'))

const named = ({ metadata, spec }: Row['pod']): Row['pod'] => ({
  metadata: { name: 'p', namespace: 'default', ...metadata },
  spec,
})

const shelf = new Shelf(pods)

void t.test('each rule, in its words and its place', async (t) => {
  for (const { what, pod, errors, warnings } of ROWS) {
    t.strictSame(shelf.create(named(pod)).errors, errors, what)
    t.strictSame(shelf.warnings(named(pod)), warnings, `${what}: warnings`)
  }
})

void t.test('what some releases say otherwise', async (t) => {
  const errorsOf = (version: string, spec: object): string[] =>
    new Shelf(pods, releaseOf(version)).create(named({ metadata: {}, spec })).errors
  const container = { name: 'c', image: 'i' }
  const resized = { resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }] }
  const never = { restartPolicy: 'Never', containers: [{ ...container, ...resized }] }
  t.match(errorsOf('v1.35', never), [/when `restartPolicy` is 'Never'$/])
  t.match(errorsOf('v1.36', never), [/when pod `restartPolicy` is 'Never'$/])
  const init = {
    containers: [container],
    initContainers: [{ ...container, name: 'i', ...resized }],
  }
  t.same(errorsOf('v1.35', init), [])
  t.match(errorsOf('v1.36', init), [/must not be set to 'RestartContainer'/])
  const driver = { containers: [container], volumes: [{ name: 'v', csi: { driver: '' } }] }
  t.equal(errorsOf('v1.34', driver).length, 2)
  t.equal(errorsOf('v1.35', driver).length, 1)
  const server = {
    containers: [container],
    dnsConfig: { nameservers: ['::ffff:1.2.3.4', '01.1.1.1'] },
  }
  t.same(errorsOf('v1.35', server), [])
  t.match(errorsOf('v1.36', server), [
    /must not be an IPv4-mapped IPv6 address$/,
    /must not have leading 0s$/,
  ])
  const sources = { containers: [{ ...container, env: [{ name: 'A', valueFrom: {} }] }] }
  t.match(errorsOf('v1.34', sources), [/`configMapKeyRef` or `secretKeyRef`$/])
  t.match(errorsOf('v1.36', sources), [/`secretKeyRef` or `fileKeyRef`$/])
  const rules = Array.from({ length: 21 }, () => ({
    action: 'Restart',
    exitCodes: { operator: 'In', values: [1] },
  }))
  const many = { containers: [{ ...container, restartPolicy: 'Never', restartPolicyRules: rules }] }
  t.match(errorsOf('v1.34', many), [])
  t.match(errorsOf('v1.35', many), [/Too long: may not be more than 20 bytes$/])
  t.match(errorsOf('v1.36', many), [/Too many: 21: must have at most 20 items$/])
})

void t.test('fields behind gates that are off are left out, as in a cluster', async (t) => {
  const spec = {
    hostnameOverride: 'h',
    schedulingGroup: { podGroupName: 'g' },
    volumes: [{ name: 'v', image: { reference: 'i' } }, { name: 'e' }],
    containers: [
      {
        name: 'c',
        image: 'i',
        restartPolicy: 'Never',
        lifecycle: { stopSignal: 'SIGUSR1' },
        env: [{ name: 'A', valueFrom: { fileKeyRef: { volumeName: 'e', path: 'p', key: 'k' } } }],
        volumeMounts: [{ name: 'v', mountPath: '/v' }],
      },
    ],
  }
  const specOf = (version: string, gates = {}) => {
    const { object } = new Shelf(pods, releaseOf(version, gates)).create(
      named({ metadata: {}, spec }),
    )
    return object.spec
  }
  const old = specOf('v1.34')
  t.equal(old.hostnameOverride, undefined)
  t.same(
    old.volumes?.map(({ name }) => name),
    ['e'],
  )
  t.match(old.containers?.[0], { restartPolicy: undefined, lifecycle: undefined })
  t.same(old.containers?.[0]?.env?.[0]?.valueFrom, {})
  const now = specOf('v1.36')
  t.equal(now.hostnameOverride, 'h')
  t.equal(now.schedulingGroup, undefined)
  t.equal(now.containers?.[0]?.restartPolicy, 'Never')
  t.equal(now.containers?.[0]?.lifecycle, undefined)
  t.match(now.volumes, [{ name: 'v', image: { pullPolicy: 'Always' } }, { name: 'e' }])
  const all = specOf('v1.36', { ContainerStopSignals: true, GenericWorkload: true })
  t.match(all, {
    schedulingGroup: { podGroupName: 'g' },
    containers: [{ lifecycle: { stopSignal: 'SIGUSR1' } }],
  })
})

const stored = (spec: object, metadata = {}) =>
  shelf.stored(named({ metadata, spec: { containers: [{ name: 'c', image: 'i' }], ...spec } }))

void t.test('a new pod has its own labels in selectors, and says why it waits', async (t) => {
  const term = { topologyKey: 'k', labelSelector: {}, matchLabelKeys: ['a', 'none'] }
  const { spec, status } = stored(
    {
      schedulingGates: [{ name: 'g' }],
      affinity: {
        podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] },
        podAntiAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            {
              weight: 1,
              podAffinityTerm: { ...term, matchLabelKeys: [], mismatchLabelKeys: ['a'] },
            },
          ],
        },
      },
    },
    { labels: { a: '1' } },
  )
  const { podAffinity, podAntiAffinity } = spec.affinity!
  t.same(
    podAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.[0]?.labelSelector
      ?.matchExpressions,
    [{ key: 'a', operator: 'In', values: ['1'] }],
  )
  t.match(podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution?.[0], {
    podAffinityTerm: { labelSelector: { matchExpressions: [{ operator: 'NotIn' }] } },
  })
  t.match(status.conditions, [{ type: 'PodScheduled', reason: 'SchedulingGated' }])
})

void t.test('annotations of AppArmor become fields', async (t) => {
  const { spec } = stored(
    {},
    { annotations: { 'container.apparmor.security.beta.kubernetes.io/c': 'localhost/x' } },
  )
  t.same(spec.containers?.[0]?.securityContext, {
    appArmorProfile: { type: 'Localhost', localhostProfile: 'x' },
  })
})

void t.test('what a pod asks for as a whole is completed', async (t) => {
  const containers = [{ name: 'c', image: 'i', resources: { requests: { cpu: '250m' } } }]
  const resources = { limits: { cpu: '1', memory: '1Gi' } }
  const { spec, status } = stored({ containers, resources })
  t.same(spec.resources?.requests, { cpu: '250m', memory: '1Gi' })
  t.equal(status.qosClass, 'Burstable')
  t.equal(stored({ resources }).status.qosClass, 'Guaranteed')
})

void t.test('a pod that waits may choose its nodes more narrowly', async (t) => {
  const term = (...keys: string[]) => ({
    matchExpressions: keys.map((key) => ({ key, operator: 'Exists' })),
  })
  const affinity = (...nodeSelectorTerms: object[]) => ({
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
  })
  const base = {
    containers: [{ name: 'c', image: 'i' }],
    schedulingGates: [{ name: 'g' }],
    nodeSelector: { a: '1' },
    affinity: affinity(term('k')),
  }
  const old = stored(base)
  const change = (spec: object) =>
    shelf.update(named({ metadata: {}, spec: { ...base, ...spec } }), old).errors
  t.same(change({ nodeSelector: { a: '1', b: '2' }, affinity: affinity(term('k', 'l')) }), [])
  t.same(change({ schedulingGates: [] }), [])
  t.match(change({ schedulingGates: [{ name: 'g' }, { name: 'h' }] }), [
    /^spec.schedulingGates\[1\].name: Forbidden: only deletion is allowed, but found new scheduling gate 'h'$/,
  ])
  t.match(change({ nodeSelector: {} }), [
    /^spec.nodeSelector: Invalid value: (null|\{\}): only additions to spec.nodeSelector/,
  ])
  t.match(change({ affinity: affinity(term('l')) }), [
    /nodeSelectorTerms\[0\]: Invalid value: \{"MatchExpressions":\[\{"Key":"l","Operator":"Exists","Values":null\}\],"MatchFields":null\}: only additions are allowed/,
  ])
  t.match(change({ affinity: affinity(term('k'), term('l')) }), [/no additions\/deletions/])
})

void t.test('deadlines come nearer, and annotations of the kubelet stay', async (t) => {
  const base = { containers: [{ name: 'c', image: 'i' }], activeDeadlineSeconds: 10 }
  const old = stored(base)
  const change = (spec: object, metadata = {}) =>
    shelf.update(named({ metadata, spec: { ...base, ...spec } }), old).errors
  t.same(change({ activeDeadlineSeconds: 5 }), [])
  t.match(change({ activeDeadlineSeconds: 11 }), [/must be less than or equal to previous value$/])
  t.match(change({ activeDeadlineSeconds: undefined }), [
    'spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value',
  ])
  const mirror = { annotations: { 'kubernetes.io/config.mirror': 'x' } }
  t.equal(
    change({}, mirror).filter((text) => text.includes('may not add mirror pod annotation')).length,
    1,
  )
})

void t.test(
  'what is stored is taken again: lists that are required are null when they are empty',
  async (t) => {
    const spec = {
      containers: [{ name: 'c', image: 'i' }],
      volumes: [{ name: 'v', projected: { sources: null } }],
    }
    t.same(shelf.create(named({ metadata: {}, spec })).errors, [])
    const old = shelf.stored(named({ metadata: {}, spec }))
    t.same(shelf.update(named({ metadata: {}, spec: old.spec }), old).errors, [])
    const monitors = { ...spec, volumes: [{ name: 'v', cephfs: { monitors: null } }] }
    t.same(shelf.create(named({ metadata: {}, spec: monitors })).errors, [
      'spec.volumes[0].cephfs.monitors: Required value',
    ])
  },
)

void t.test('names that every object has are no resources', async (t) => {
  const amounts = JSON.parse('{"__proto__": "1", "constructor": "1"}')
  const container = { name: 'c', image: 'i', resources: { requests: amounts } }
  const spec = {
    containers: [container],
    resources: { requests: { cpu: '1' } },
    os: { name: '__proto__' },
  }
  const gates = { ContainerStopSignals: true }
  const lifecycle = { stopSignal: 'SIGTERM' }
  const { errors } = new Shelf(pods, releaseOf('v1.36', gates)).create(
    named({ metadata: {}, spec: { ...spec, containers: [{ ...container, lifecycle }] } }),
  )
  t.match(errors.at(-1), /^spec.os: Unsupported value: "__proto__"/)
  t.ok(errors.some((text) => text.startsWith('spec.containers[0].resources.requests[__proto__]')))
})

void t.test('large pods take time as they are large', async (t) => {
  const items = Array.from({ length: 20_000 }, () => ({ key: 'k', path: 'p' }))
  const ports = Array.from({ length: 5000 }, () => ({ containerPort: 80 }))
  const volume = { name: 'v', secret: { secretName: 's', items } }
  const spec = { containers: [{ name: 'c', image: 'i', ports }], volumes: [volume] }
  t.ok(shelf.warnings(named({ metadata: {}, spec })).length < 1000)
  const deep = { key: 'k', path: 'a/'.repeat(300_000) }
  const odd = { name: 'v', secret: { secretName: 's', items: [deep, deep] } }
  t.same(
    shelf.warnings(
      named({ metadata: {}, spec: { containers: [{ name: 'c', image: 'i' }], volumes: [odd] } }),
    ),
    [],
  )
})
