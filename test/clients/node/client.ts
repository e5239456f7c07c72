/** The official JavaScript client, unmodified, against an in-process cluster. */
import {
  CertificatesV1Api,
  CoreV1Api,
  KubeConfig,
  KubernetesObjectApi,
  makeInformer,
  PatchStrategy,
  setHeaderOptions,
  type V1CertificateSigningRequest,
  type V1ConfigMap,
  Watch,
} from '@kubernetes/client-node'
import t from 'tap'
import { startCluster } from '../../../src/library/cluster.ts'
import { JANE } from '../../fixtures/builders.ts'
import { until } from '../../fixtures/waits.ts'

const PATH = '/api/v1/namespaces/default/configmaps'
const NAMESPACE = 'default'

const connect = async (t: { teardown(task: () => unknown): void }) => {
  const cluster = await startCluster()
  t.teardown(() => cluster.close())
  const config = new KubeConfig()
  config.loadFromString(cluster.kubeconfig())
  return {
    config,
    core: config.makeApiClient(CoreV1Api),
    certificates: config.makeApiClient(CertificatesV1Api),
  }
}

const configMap = (name: string, labels: Record<string, string> = {}): V1ConfigMap => ({
  metadata: { name, labels },
  data: { x: '1' },
})

void t.test('a CSR is created, approved and signed', async (t) => {
  const { certificates } = await connect(t)
  const name = 'jane'
  const created = await certificates.createCertificateSigningRequest({
    body: {
      metadata: { name },
      spec: {
        request: JANE,
        signerName: 'kubernetes.io/kube-apiserver-client',
        usages: ['client auth'],
      },
    },
  })
  t.equal(created.spec.username, 'kubernetes-admin')
  t.ok(created.metadata?.creationTimestamp instanceof Date)
  const approved: V1CertificateSigningRequest = {
    ...created,
    status: { conditions: [{ type: 'Approved', status: 'True', reason: 'Test' }] },
  }
  await certificates.replaceCertificateSigningRequestApproval({ name, body: approved })
  let certificate: string | undefined
  while (certificate === undefined) {
    certificate = (await certificates.readCertificateSigningRequest({ name })).status?.certificate
  }
  t.match(Buffer.from(certificate, 'base64').toString(), /BEGIN CERTIFICATE/)
})

void t.test('all four kinds of patches are applied', async (t) => {
  const { core, config } = await connect(t)
  await core.createNamespacedConfigMap({ namespace: NAMESPACE, body: configMap('a') })
  const patch = async (strategy: PatchStrategy, body: object): Promise<unknown> => {
    const { data } = await core.patchNamespacedConfigMap(
      { namespace: NAMESPACE, name: 'a', body, fieldManager: 'test' },
      setHeaderOptions('Content-Type', strategy),
    )
    return data
  }
  t.same(await patch(PatchStrategy.MergePatch, { data: { y: '2' } }), { x: '1', y: '2' })
  t.same(await patch(PatchStrategy.StrategicMergePatch, { data: { x: null } }), { y: '2' })
  const replace = [{ op: 'replace', path: '/data/y', value: '3' }]
  t.same(await patch(PatchStrategy.JsonPatch, replace), { y: '3' })
  const objects = KubernetesObjectApi.makeApiClient(config)
  const applied = await objects.patch<V1ConfigMap>(
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', namespace: NAMESPACE },
      data: { z: '4' },
    },
    undefined,
    undefined,
    'applier',
    true,
    PatchStrategy.ServerSideApply,
  )
  t.same(applied.data, { y: '3', z: '4' })
})

void t.test('a watch reports changes; a watch from an expired revision gets 410', async (t) => {
  const { core, config } = await connect(t)
  const seen: string[] = []
  const watch = new Watch(config)
  const { metadata } = await core.listNamespacedConfigMap({ namespace: NAMESPACE })
  const request = await watch.watch(
    PATH,
    { resourceVersion: metadata?.resourceVersion, labelSelector: 'app=one' },
    (type, object: V1ConfigMap) => seen.push(`${type} ${object.metadata?.name}`),
    () => undefined,
  )
  await core.createNamespacedConfigMap({
    namespace: NAMESPACE,
    body: configMap('a', { app: 'one' }),
  })
  await core.replaceNamespacedConfigMap({
    namespace: NAMESPACE,
    name: 'a',
    body: configMap('a', { app: 'two' }),
  })
  await until(() => seen.length === 2)
  t.same(seen, ['ADDED a', 'DELETED a'])
  request.abort()

  const told = await new Promise<unknown>((resolve) => {
    void watch.watch(
      PATH,
      { resourceVersion: '1' },
      (type, object) => resolve([type, object]),
      resolve,
    )
  })
  t.match(told, ['ERROR', { code: 410, reason: 'Expired' }])
})

void t.test('an informer follows changes, and lists again after an expired watch', async (t) => {
  const { core, config } = await connect(t)
  let lists = 0
  const informer = makeInformer<V1ConfigMap>(config, PATH, async () => {
    const list = await core.listNamespacedConfigMap({ namespace: NAMESPACE })
    // makes the first watch start at an expired revision
    if (lists++ === 0) list.metadata!.resourceVersion = '1'
    return list
  })
  const failed: unknown[] = []
  informer.on('error', (error: unknown) => failed.push(error))
  t.teardown(() => informer.stop())
  await informer.start()
  await core.createNamespacedConfigMap({ namespace: NAMESPACE, body: configMap('a') })
  await until(() => informer.get('a', NAMESPACE) !== undefined)
  await core.replaceNamespacedConfigMap({
    namespace: NAMESPACE,
    name: 'a',
    body: { ...configMap('a'), data: { x: '2' } },
  })
  await until(() => informer.get('a', NAMESPACE)?.data?.x === '2')
  await core.deleteNamespacedConfigMap({ namespace: NAMESPACE, name: 'a' })
  await until(() => informer.get('a', NAMESPACE) === undefined)
  t.ok(lists >= 2, 'the informer listed again')
  t.same(failed, [])
})
