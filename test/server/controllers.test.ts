import t from 'tap'
import type { Cluster } from '../../src/index.ts'
import type { CertificateSigningRequest } from '../../src/apis/certificates.ts'
import type { Namespace } from '../../src/apis/core.ts'
import type { CoreEvent } from '../../src/apis/events.ts'
import type { ClusterOptions } from '../../src/server/cluster-options.ts'
import { csrBody, KUBELET, nodeClientBody } from '../fixtures/builders.ts'
import { startedCluster } from '../fixtures/cluster.ts'
import type { Teardown } from '../fixtures/server.ts'

const start = (t: Teardown, controllers: string[], more: ClusterOptions = {}) =>
  startedCluster(t, { clock: 'frozen', controllers, ...more })

/** Returns a CSR a minute later, when the controllers are idle. */
const settled = async (cluster: Cluster, name: string) => {
  await cluster.clock.advance('1m')
  return cluster.get<CertificateSigningRequest>(`csr/${name}`)
}

const typesOf = ({ status }: CertificateSigningRequest) =>
  (status.conditions ?? []).map(({ type }) => type)

const KUBELETS = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'approve' },
  roleRef: {
    apiGroup: 'rbac.authorization.k8s.io',
    kind: 'ClusterRole',
    name: 'system:certificates.k8s.io:certificatesigningrequests:nodeclient',
  },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'system:masters' }],
}

t.test('without csrsigning, an approved CSR waits for another signer', async (t) => {
  const cluster = await start(t, ['*', '-csrsigning'], { hints: true })
  await cluster.apply(csrBody())
  await cluster.approve('jane')
  const waiting = await settled(cluster, 'jane')
  t.same(typesOf(waiting), ['Approved'])
  t.equal(waiting.status.certificate, undefined)
  const events = await cluster.list<CoreEvent>('events')
  t.match(events.map(({ message }) => message).join(), /No signer in this cluster handles/)

  await cluster.apply(nodeClientBody())
  await cluster.apply(KUBELETS)
  t.same(typesOf(await settled(cluster, 'node')), ['Approved'], 'the approver still runs')
})

t.test("without csrapproving, kubelets' CSRs wait", async (t) => {
  const cluster = await start(t, ['*', '-csrapproving'], {
    autoApprove: [{ commonName: 'jane', approve: true }],
  })
  await cluster.apply(KUBELETS)
  await cluster.apply(nodeClientBody())
  await cluster.apply(csrBody())
  t.same(typesOf(await settled(cluster, 'node')), [])
  t.ok((await settled(cluster, 'jane')).status.certificate, 'approver rules decide nevertheless')
  await cluster.approvers.set([{ signer: KUBELET, approve: true }])
  t.ok((await settled(cluster, 'node')).status.certificate)
})

t.test('a controller that is selected by its full name runs alone', async (t) => {
  const cluster = await start(t, ['serviceaccount-controller'])
  await cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } })
  await cluster.clock.advance('1m')
  t.ok(await cluster.get('serviceaccount/shop/default'))
  await t.rejects(cluster.get('configmap/shop/kube-root-ca.crt'), { code: 404 })
})

t.test('-* runs no controller', async (t) => {
  const cluster = await start(t, ['-*'])
  await cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } })
  await cluster.apply({
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/service-account-token',
    metadata: { name: 'token', annotations: { 'kubernetes.io/service-account.name': 'none' } },
  })
  await cluster.delete('namespace/shop')
  await cluster.apply(csrBody())
  t.same(await settled(cluster, 'jane').then(typesOf), [])
  const shop = await cluster.get<Namespace>('namespace/shop')
  t.equal(shop.status?.phase, 'Terminating')
  t.same(await cluster.list('serviceaccounts'), [])
  t.equal((await cluster.list('secrets', { namespace: 'default' })).length, 1)
  await cluster.reset()
  t.same(await cluster.list('configmaps', { namespace: 'default' }), [])
})
