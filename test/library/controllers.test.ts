/** Controllers in a program, against the API server of a cluster without controllers. */
import t, { type Test } from 'tap'
import { type Cluster, type ControllersOptions, startControllers } from '../../src/index.ts'
import { startedCluster } from '../fixtures/cluster.ts'

const started = async (t: Test, options: Partial<ControllersOptions> = {}): Promise<Cluster> => {
  const cluster = await startedCluster(t, { controllers: ['-*'] })
  const running = await startControllers({ kubeconfig: cluster.kubeconfig(), ...options })
  t.teardown(() => running.close())
  t.equal(running.server, cluster.url)
  return cluster
}

const map = (name: string, metadata: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'shop', ...metadata },
})

t.test('requests are signed, and namespaces get their default objects', async (t) => {
  const cluster = await started(t)
  const { certificate } = await cluster.issue({ commonName: 'jane' })
  t.match(certificate, /BEGIN CERTIFICATE/)
  const published = await cluster.waitFor('configmap/default/kube-root-ca.crt', 'exists')
  t.equal((published!['data'] as Record<string, string>)['ca.crt'], cluster.caPem)
  t.ok(await cluster.waitFor('serviceaccount/default/default', 'exists'))
})

t.test('owned objects are collected, and namespaces terminate', async (t) => {
  const cluster = await started(t, { controllers: ['namespace', 'garbagecollector'] })
  await cluster.apply([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
    map('owner'),
    map('alone'),
  ])
  const { metadata } = await cluster.get('configmap/shop/owner')
  const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: metadata.uid }
  await cluster.apply(map('owned', { ownerReferences: [owner] }))
  await cluster.delete('configmap/shop/owner')
  await cluster.waitFor('configmap/shop/owned', 'deleted')
  t.ok(await cluster.get('configmap/shop/alone'))
  await cluster.delete('namespace/shop')
  await cluster.waitFor('namespace/shop', 'deleted')
})

t.test('with useServiceAccountCredentials, a controller acts as its service account', async (t) => {
  const cluster = await started(t, { useServiceAccountCredentials: true })
  await cluster.waitFor('configmap/default/kube-root-ca.crt', 'exists')
  const entry = await cluster.journal.waitFor({ resource: 'configmaps', verb: 'create' })
  t.equal(entry.user, 'system:serviceaccount:kube-system:root-ca-cert-publisher')
})

t.test('with leader election, the controllers run and hold a lease', async (t) => {
  const cluster = await started(t, { leaderElect: true })
  await cluster.issue({ commonName: 'jane' })
  const lease = await cluster.get('lease/kube-system/kube-controller-manager')
  t.match((lease['spec'] as { holderIdentity: string }).holderIdentity, /_/)
})

t.test('errors name invalid options and credentials, and missing permissions', async (t) => {
  const cluster = await startedCluster(t)
  const nobody = cluster.kubeconfig().replace(/client-key-data.*\n/, '')
  const { kubeconfig: bob } = await cluster.issue({ commonName: 'bob' })
  const wrong = [
    [
      { kubeconfig: '/nowhere' },
      'ConnectionError',
      /^there is no readable kubeconfig at \/nowhere/,
    ],
    [{ kubeconfig: nobody }, 'AccessError', /^the server treats the user as system:anonymous, /],
    [
      { kubeconfig: bob, controllers: ['csrsigning'] },
      'AccessError',
      /^bob may not list certificatesigningrequests\.certificates\.k8s\.io, watch .*, update /,
    ],
    [
      { kubeconfig: bob, controllers: ['x'] },
      'OptionsError',
      /^controllers: "x" is not a controller/,
    ],
    [
      { kubeconfig: bob, caKeyType: 'dsa' as 'p256' },
      'OptionsError',
      /^caKeyType: write one of p256, .*, not "dsa"$/,
    ],
    [
      { kubeconfig: bob, leaderElection: true } as ControllersOptions,
      'OptionsError',
      /^there is no field "leaderElection"; did you mean leaderElect\?$/,
    ],
  ] as const
  for (const [options, name, message] of wrong)
    await t.rejects(startControllers(options), { name, message })
})
