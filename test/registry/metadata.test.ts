import t from 'tap'
import { listPrefix, lookupKey, objectKey } from '../../src/registry/keys.ts'
import { orderMetadata, withMetadata } from '../../src/registry/metadata.ts'
import { REPEATED, withUniqueOwners } from '../../src/registry/owner-references.ts'
import {
  selectedName,
  selects,
  selectsEverything,
  EVERYTHING,
} from '../../src/registry/selection.ts'
import { select, thing, thingResource } from './world.ts'

void t.test('metadata is in the order of the wire, changes included', async (t) => {
  const ordered = orderMetadata({ finalizers: ['x'], labels: {}, uid: 'u', name: 'n' })
  t.same(Object.keys(ordered), ['name', 'uid', 'labels', 'finalizers'])
  const object = thing('a', { metadata: { labels: { x: '1' } } })
  const changed = withMetadata(object, { uid: 'u', labels: undefined })
  t.same(changed.metadata, { name: 'a', namespace: 'default', uid: 'u' })
  t.same(object.metadata.labels, { x: '1' }, 'the object itself stays')
})

void t.test('keys are those of etcd', async (t) => {
  const namespaced = thingResource()
  const cluster = { ...namespaced, namespaced: false }
  t.equal(objectKey(namespaced, 'ns', 'a'), '/registry/things/ns/a')
  t.equal(objectKey(cluster, 'ns', 'a'), '/registry/things/a')
  t.equal(lookupKey(namespaced, 'ns', 'a'), '/registry/things/ns/a')
  t.equal(lookupKey(cluster, '', 'a'), '/registry/things/a')
  t.throws(() => lookupKey(namespaced, '', 'a'), { message: 'Namespace parameter required.' })
  t.throws(() => lookupKey(namespaced, 'ns', 'a%'), { message: /^Name parameter invalid: "a%"/ })
  t.equal(listPrefix(namespaced, 'ns'), '/registry/things/ns/')
  t.equal(listPrefix(namespaced, ''), '/registry/things/')
  t.equal(listPrefix(cluster, 'ns'), '/registry/things/')
})

void t.test('owners that differ in anything both stay', async (t) => {
  const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'o', uid: 'u' }
  const ownerReferences = [owner, { ...owner, controller: true }, { ...owner, name: 'p' }]
  const object = thing('a', { metadata: { ownerReferences } })
  const warn = () => t.fail('warned')
  t.equal(withUniqueOwners(object, warn, REPEATED), object)
  const single = thing('a', { metadata: { ownerReferences: [owner] } })
  t.equal(withUniqueOwners(single, warn, REPEATED), single)
})

void t.test('selections', async (t) => {
  const resource = thingResource()
  const red = thing('a', { metadata: { labels: { colour: 'red' } } })
  t.equal(selectsEverything(EVERYTHING), true)
  t.equal(selects(resource, EVERYTHING, red), true)
  t.equal(selects(resource, select('colour=red', 'metadata.name=a'), red), true)
  t.equal(selects(resource, select('colour=red', 'metadata.name=b'), red), false)
  t.equal(selects(resource, select('colour=blue'), red), false)
  t.equal(selectedName(select('', 'metadata.namespace=x,metadata.name=a').fields), 'a')
  t.equal(selectedName(select('', 'metadata.name!=a').fields), undefined)
  t.equal(selectedName(undefined), undefined)
})
