import t from 'tap'
import type { KubeObject } from '../../src/apimachinery/meta.ts'
import { clientContent } from '../../src/controllers/namespace-content.ts'
import { namespaceController } from '../../src/controllers/namespace.ts'
import { rootCaPublisher } from '../../src/controllers/root-ca-publisher.ts'
import { serviceAccountController } from '../../src/controllers/service-account.ts'
import type { Registry } from '../../src/apiserver/registry/registry.ts'
import type { Teardown } from '../fixtures/server.ts'
import { Stage } from './stage.ts'

const ROOT_CA = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'
const NAME = 'kube-root-ca.crt'

const configMap = (name: string, metadata: object = {}) => ({
  kind: 'ConfigMap',
  apiVersion: 'v1',
  metadata: { name, namespace: 'a', ...metadata },
})

const staged = async (t: Teardown) => {
  const stage = new Stage(t)
  await stage.createNamespace('a')
  const content = <T extends KubeObject>(registry: Registry<T>) =>
    clientContent(registry.resource, stage.client(registry))
  const namespaces = stage.client(stage.namespaces)
  const publish = () =>
    stage.start(
      t,
      rootCaPublisher({ ...stage.parts(stage.configMaps), namespaces, rootCa: ROOT_CA }),
    )
  const keepAccounts = () =>
    stage.start(t, serviceAccountController({ ...stage.parts(stage.serviceAccounts), namespaces }))
  const clean = () =>
    stage.start(
      t,
      namespaceController({
        ...stage.parts(stage.namespaces),
        contents: () => ({
          contents: [content(stage.configMaps), content(stage.serviceAccounts)],
        }),
      }),
    )
  const namespace = () => stage.get(stage.namespaces, 'a')
  const published = (of = 'a') => stage.get(stage.configMaps, NAME, of)
  const conditions = () => namespace()?.status.conditions ?? []
  const remove = () => stage.namespaces.delete(stage.context(), { namespace: '', name: 'a' })
  return { stage, publish, keepAccounts, clean, namespace, published, conditions, remove }
}

t.test('an edited or deleted ConfigMap with the root CA is restored', async (t) => {
  const { stage, publish, published } = await staged(t)
  publish()
  await stage.until(() => published())
  const intact = () => {
    const { data = {} } = published() ?? {}
    return Object.keys(data).length === 1 && data['ca.crt'] === ROOT_CA
  }
  for (const data of [
    { 'ca.crt': 'x' },
    { 'ca.crt': ROOT_CA, more: 'x' },
    {},
    { other: ROOT_CA },
  ]) {
    await stage.change(stage.configMaps, NAME, (map) => ({ ...map, data }), {
      namespace: 'a',
    })
    await stage.until(intact)
  }
  await stage.configMaps.delete(stage.context(), { namespace: 'a', name: NAME })
  await stage.until(intact)
  t.same(stage.lines, [])
})

t.test('every namespace has a default service account, restored if deleted', async (t) => {
  const { stage, keepAccounts } = await staged(t)
  keepAccounts()
  const account = () => stage.get(stage.serviceAccounts, 'default', 'a')
  await stage.until(account)
  await stage.serviceAccounts.delete(stage.context(), { namespace: 'a', name: 'default' })
  await stage.until(account)
  t.same(stage.lines, [])
})

t.test('a deleted namespace is emptied, then removed', async (t) => {
  const { stage, publish, keepAccounts, clean, namespace, published, remove } = await staged(t)
  await stage.createNamespace('b')
  publish()
  keepAccounts()
  clean()
  await stage.until(() => published('a') && published('b'))
  await stage.until(() => stage.get(stage.serviceAccounts, 'default', 'a'))
  await Promise.all(['x', 'y', 'z'].map((name) => stage.create(stage.configMaps, configMap(name))))
  await remove()
  t.equal(namespace()?.status.phase, 'Terminating')
  await stage.until(() => namespace() === undefined)
  t.same(stage.configMaps.all('a').rows, [])
  t.same(stage.serviceAccounts.all('a').rows, [], 'nothing is added back meanwhile')
  t.ok(published('b'), 'other namespaces stay unchanged')
  t.same(
    stage.lines.filter(({ level }) => level === 'error'),
    [],
  )
})

t.test('a terminating namespace shows its remaining objects and finalizers', async (t) => {
  const { stage, clean, namespace, conditions, remove } = await staged(t)
  const held = (...finalizers: string[]) => ({ finalizers })
  await stage.create(stage.configMaps, configMap('one', held('example.com/x')))
  await stage.create(stage.configMaps, configMap('two', held('example.com/x', 'example.com/b')))
  clean()
  await remove()
  await stage.until(() => conditions().length > 0)
  const said = (at: number) => conditions()[at]?.message
  t.equal(said(3), 'Some resources are remaining: configmaps. has 2 resource instances')
  t.equal(
    said(4),
    'Some content in the namespace has finalizers remaining: example.com/b in 1 resource instances, example.com/x in 2 resource instances',
  )
  await stage.settle()
  const [first] = conditions()
  const written = namespace()?.metadata.resourceVersion
  const again = async () => {
    await stage.until(() => stage.clock.waiting.length > 0)
    stage.clock.advance(8000)
    await stage.settle()
  }
  await again()
  t.equal(namespace()?.metadata.resourceVersion, written, 'not written again without changes')
  await stage.change(
    stage.configMaps,
    'one',
    (map) => ({ ...map, metadata: { ...map.metadata, finalizers: [] } }),
    { namespace: 'a' },
  )
  await again()
  await stage.until(() => said(3)?.includes(' 1 '))
  t.equal(
    said(4),
    'Some content in the namespace has finalizers remaining: example.com/b in 1 resource instances, example.com/x in 1 resource instances',
  )
  t.equal(conditions()[0]?.lastTransitionTime, first?.lastTransitionTime)
})

t.test('a terminating namespace shows failed deletions', async (t) => {
  const { stage, clean, namespace, conditions, remove } = await staged(t)
  await stage.create(stage.configMaps, configMap('one'))
  stage.may = ({ verb, resource }) => !(verb === 'delete' && resource === 'configmaps')
  clean()
  await remove()
  await stage.until(() => conditions().length > 0)
  t.match(conditions()[2], {
    status: 'True',
    reason: 'ContentDeletionFailed',
    message:
      'Failed to delete all resource types, 1 remaining: configmaps "one" is forbidden: User "controller" cannot delete resource "configmaps" in API group "" in the namespace "a"',
  })
  t.match(conditions()[4], { status: 'False', reason: 'ContentHasNoFinalizers' })
  stage.may = () => true
  await stage.settle()
  stage.clock.advance(8000)
  await stage.until(() => namespace() === undefined)
})
