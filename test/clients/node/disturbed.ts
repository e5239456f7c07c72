/**
 * The official JavaScript client, and a leader election library built on it, in a cluster with
 * faults.
 */
import {
  ApiException,
  CoordinationV1Api,
  CoreV1Api,
  type Informer,
  KubeConfig,
  makeInformer,
  type ObjectCache,
  type V1ConfigMap,
} from '@kubernetes/client-node'
import { createRequire } from 'node:module'
import type { EventEmitter } from 'node:events'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { startCluster } from '../../../src/library/cluster.ts'
import { arrival, until } from '../../fixtures/waits.ts'

const PATH = '/api/v1/namespaces/default/configmaps'
const NAMESPACE = 'default'

const configured = (kubeconfig: string): KubeConfig => {
  const config = new KubeConfig()
  config.loadFromString(kubeconfig)
  return config
}

const start = async (t: Test) => {
  const cluster = await startCluster()
  t.teardown(() => cluster.close())
  const config = configured(cluster.kubeconfig())
  const core = config.makeApiClient(CoreV1Api)
  const create = (name: string) =>
    core.createNamespacedConfigMap({
      namespace: NAMESPACE,
      body: { metadata: { name }, data: { n: '0' } },
    })
  return { cluster, config, core, create }
}

interface Following {
  readonly informer: Informer<V1ConfigMap> & ObjectCache<V1ConfigMap>
  /** number of lists */
  lists: number
  readonly failures: unknown[]
}

/** Runs an informer, and restarts it after each error for which `goesOn` returns true. */
const follow = async (
  t: Test,
  config: KubeConfig,
  goesOn: (error: unknown) => boolean = () => true,
): Promise<Following> => {
  const core = config.makeApiClient(CoreV1Api)
  let isOver = false
  const informer = makeInformer<V1ConfigMap>(config, PATH, () => {
    following.lists++
    return core.listNamespacedConfigMap({ namespace: NAMESPACE })
  })
  const following: Following = { informer, lists: 0, failures: [] }
  informer.on('error', (error: unknown) => {
    following.failures.push(error)
    if (!isOver && goesOn(error)) void informer.start()
  })
  t.teardown(() => {
    isOver = true
    return informer.stop()
  })
  await informer.start()
  return following
}

const has = async ({ informer }: Following, name: string) =>
  until(() => informer.get(name, NAMESPACE), `the informer has ${name}`)

void t.test('an informer resumes after its watch is cut', async (t) => {
  const { cluster, config, create } = await start(t)
  const following = await follow(t, config)
  await create('before')
  await has(following, 'before')
  const match = { verb: 'watch', resource: 'configmaps' }
  cluster.faults.add({ name: 'cut', match, fault: { watchCut: {} }, times: 1 })
  await create('meanwhile')
  await has(following, 'meanwhile')
  t.equal(cluster.faults.get('cut').happened, 1)
  t.equal(following.lists, 1, 'the informer did not list again')
  t.equal(following.failures.length, 1, 'the informer reported the cut')
})

void t.test('an informer lists again after its watch got 410', async (t) => {
  const { cluster, config, create } = await start(t)
  const following = await follow(t, config)
  const match = { verb: 'watch', resource: 'configmaps' }
  cluster.faults.add({ name: 'gone', match, fault: { watchGone: {} }, times: 1 })
  await until(() => following.lists === 2)
  await create('after')
  await has(following, 'after')
  t.same(following.failures, [])
})

void t.test('a client that retries an update succeeds after two conflicts', async (t) => {
  const { cluster, core, create } = await start(t)
  await create('counter')
  const match = { verb: 'update', resource: 'configmaps', name: 'counter' }
  cluster.faults.add({ name: 'conflict', match, fault: { status: { code: 409 } }, times: 2 })
  const met: unknown[] = []
  for (let done = false; !done;) {
    const body = await core.readNamespacedConfigMap({ namespace: NAMESPACE, name: 'counter' })
    body.data = { n: String(Number(body.data?.['n']) + 1) }
    try {
      await core.replaceNamespacedConfigMap({ namespace: NAMESPACE, name: 'counter', body })
      done = true
    } catch (error) {
      if (!(error instanceof ApiException)) throw error
      met.push([error.code, error.headers['csrlab-fault']])
    }
  }
  const conflict = [409, 'conflict']
  t.same(met, [conflict, conflict])
  const counter = await core.readNamespacedConfigMap({ namespace: NAMESPACE, name: 'counter' })
  t.same(counter.data, { n: '1' })
})

void t.test('an expired certificate is noticed on the next connection', async (t) => {
  const { cluster, create } = await start(t)
  const jane = await cluster.issue({ commonName: 'jane', expirationSeconds: 3600 })
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' }
  const subject = { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'jane' }
  await cluster.apply({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'jane', namespace: NAMESPACE },
    roleRef,
    subjects: [subject],
  })
  const isRefused = (error: unknown) => (error as { statusCode?: number }).statusCode === 401
  const following = await follow(t, configured(jane.kubeconfig), (error) => !isRefused(error))
  await cluster.clock.advance('61m')
  await create('late')
  await has(following, 'late')
  t.same(following.failures, [], 'an open watch stays open, as on a real cluster')
  const match = { user: 'jane', verb: 'watch' }
  cluster.faults.add({ name: 'cut', match, fault: { watchCut: {} }, times: 1 })
  await until(() => following.failures.some(isRefused), 'refused with 401')
})

// the package has no types; these follow its documentation
interface Elector extends EventEmitter {
  start(): Promise<void>
  stop(): Promise<void>
}
interface ElectorOptions {
  readonly identity: string
  readonly lease_name: string
  readonly auto_close: boolean
  readonly lease_duration_sec: number
  readonly renew_interval_ms: number
}
const { Elector } = createRequire(import.meta.url)('@codedependant/kubernetes-leader-election') as {
  Elector: new (options: ElectorOptions) => Elector
}

/** Sets KUBECONFIG for electors, which work only if they also find KUBERNETES_SERVICE_HOST. */
const inEnvironment = (t: Test, kubeconfig: string) => {
  const file = join(t.testdir({ kubeconfig }), 'kubeconfig')
  const { KUBECONFIG, KUBERNETES_SERVICE_HOST } = process.env
  Object.assign(process.env, { KUBECONFIG: file, KUBERNETES_SERVICE_HOST: 'localhost' })
  t.teardown(() => {
    delete process.env['KUBECONFIG']
    delete process.env['KUBERNETES_SERVICE_HOST']
    const before = { KUBECONFIG, KUBERNETES_SERVICE_HOST }
    for (const [name, value] of Object.entries(before))
      if (value !== undefined) process.env[name] = value
  })
}

void t.test(
  'a leader keeps its lease when the clock moves, and loses it on a conflict',
  async (t) => {
    const { cluster, config } = await start(t)
    inEnvironment(t, cluster.kubeconfig())
    const elector = (identity: string): Elector => {
      const made = new Elector({
        identity,
        lease_name: 'leader',
        auto_close: false,
        lease_duration_sec: 1,
        renew_interval_ms: 100,
      })
      t.teardown(() => made.stop())
      return made
    }
    const first = elector('first')
    const leads = arrival(first, 'leadership_acquired')
    await first.start()
    await leads
    await cluster.clock.advance('1h')
    await arrival(first, 'lease_renewed')
    const lost = arrival(first, 'leadership_lost')
    const match = { verb: 'update', resource: 'leases', name: 'leader' }
    cluster.faults.add({ name: 'conflict', match, fault: { status: { code: 409 } }, times: 1 })
    await lost
    await first.stop()
    const second = elector('second')
    const follows = arrival(second, 'leadership_acquired')
    await second.start()
    await follows
    const leases = config.makeApiClient(CoordinationV1Api)
    const lease = await leases.readNamespacedLease({ namespace: NAMESPACE, name: 'leader' })
    t.equal(lease.spec?.holderIdentity, 'second')
    const struck = await cluster.requests({ fault: 'conflict' })
    t.match(struck, [{ resource: 'leases', code: 409, user: 'kubernetes-admin' }])
  },
)
