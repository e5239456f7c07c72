import t from 'tap'
import { startServer } from '../../fixtures/server.ts'

const PODS = '/api/v1/namespaces/default/pods'
const ACCOUNTS = '/api/v1/namespaces/default/serviceaccounts'
const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount'
const server = await startServer(t)

const container = { name: 'c', image: 'i' }
const create = (name: string, spec: object = {}, metadata: object = {}) =>
  server.post(PODS, { metadata: { name, ...metadata }, spec: { containers: [container], ...spec } })

t.test(
  'a pod gets the default account; the token is mounted unless a container uses the mount path',
  async (t) => {
    const { code, body } = await create('plain', { initContainers: [{ ...container, name: 'i' }] })
    t.equal(code, 201)
    t.match(body.spec, { serviceAccountName: 'default', serviceAccount: 'default' })
    const [volume] = body.spec.volumes
    t.match(volume.name, /^kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
    t.match(volume.projected.sources, [
      { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt' } },
      { downwardAPI: { items: [{ path: 'namespace' }] } },
    ])
    for (const list of ['containers', 'initContainers']) {
      t.same(body.spec[list][0].volumeMounts, [
        { name: volume.name, readOnly: true, mountPath: MOUNT_PATH },
      ])
    }
    const taken = { name: 'mine', mountPath: MOUNT_PATH }
    const own = await create('own', {
      containers: [{ ...container, volumeMounts: [taken] }],
      volumes: [{ name: 'mine', emptyDir: {} }],
    })
    t.same(own.body.spec.containers[0].volumeMounts, [taken])
    const beside = await create('beside', {
      containers: [
        { ...container, volumeMounts: [taken] },
        { ...container, name: 'other' },
      ],
      volumes: [{ name: 'mine', emptyDir: {} }],
    })
    t.same(
      beside.body.spec.containers.map(
        ({ volumeMounts }: { volumeMounts: object[] }) => volumeMounts,
      ),
      [
        [taken],
        [{ name: beside.body.spec.volumes[1].name, readOnly: true, mountPath: MOUNT_PATH }],
      ],
      'a mount at the same path is kept',
    )
    t.equal(own.body.spec.volumes.length, 1)
  },
)

t.test(
  'the account of a pod must exist, and provides defaults for pull secrets and token mounting',
  async (t) => {
    await server.post(ACCOUNTS, {
      metadata: { name: 'robot' },
      automountServiceAccountToken: false,
      imagePullSecrets: [{ name: 'registry' }],
    })
    const { body } = await create('robot', { serviceAccountName: 'robot' })
    t.same(body.spec.imagePullSecrets, [{ name: 'registry' }])
    t.equal(body.spec.volumes, undefined)
    const own = await create('wants', {
      serviceAccountName: 'robot',
      automountServiceAccountToken: true,
      imagePullSecrets: [{ name: 'own' }],
    })
    t.same(own.body.spec.imagePullSecrets, [{ name: 'own' }])
    t.equal(own.body.spec.volumes.length, 1)
    const { code, body: refused } = await create('nobody', { serviceAccountName: 'nobody' })
    t.equal(
      `${code} ${refused.message}`,
      '403 pods "nobody" is forbidden: error looking up service account default/nobody: serviceaccount "nobody" not found',
    )
  },
)

t.test('a mirror pod has no account, and may not use secrets or tokens', async (t) => {
  const annotations = { 'kubernetes.io/config.mirror': 'x' }
  const { body } = await create('mirror', { nodeName: 'n' }, { annotations })
  t.equal(body.spec.serviceAccountName, undefined)
  t.equal(body.spec.volumes, undefined)
  const withVolume = (source: object) => ({ volumes: [{ name: 'v', ...source }] })
  const token = { sources: [{ serviceAccountToken: { path: 'token' } }] }
  for (const [spec, why] of [
    [{ serviceAccountName: 'default' }, /a mirror pod may not reference service accounts$/],
    [withVolume({ secret: { secretName: 's' } }), /a mirror pod may not reference secrets$/],
    [
      withVolume({ projected: token }),
      /a mirror pod may not use service account token volume projections$/,
    ],
  ] as const)
    t.match((await create('mirror-2', spec, { annotations })).body.message, why)
  const config = withVolume({ configMap: { name: 'c' } })
  t.equal(
    (await create('mirror-3', { ...config, nodeName: 'n' }, { annotations })).code,
    201,
    'config maps are refused only to kubelets',
  )
})

t.test(
  "a pod's own tolerations take precedence; its priority class sets a priority that updates keep",
  async (t) => {
    const own = { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' }
    const { body } = await create('critical', {
      tolerations: [own],
      priorityClassName: 'system-node-critical',
    })
    t.match(body.spec, { priority: 2_000_001_000, preemptionPolicy: 'PreemptLowerPriority' })
    t.same(
      body.spec.tolerations.map(({ key }: { key: string }) => key),
      [own.key, 'node.kubernetes.io/unreachable'],
    )
    const { priority: _priority, preemptionPolicy: _policy, ...spec } = body.spec
    const kept = await server.put(`${PODS}/critical`, { metadata: { name: 'critical' }, spec })
    t.match(kept.body.spec, { priority: 2_000_001_000, preemptionPolicy: 'PreemptLowerPriority' })
  },
)
