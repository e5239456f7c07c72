import t from 'tap'
import { listPrefix, lookupKey, objectKey } from '../../../src/apiserver/registry/keys.ts'
import { REPEATED, withUniqueOwners } from '../../../src/apiserver/registry/owner-references.ts'
import { thing, thingResource } from './world.ts'

t.test('keys are those that kube-apiserver uses in etcd', async (t) => {
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

t.test('owners that differ in any field are all kept', async (t) => {
  const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'o', uid: 'u' }
  const ownerReferences = [owner, { ...owner, controller: true }, { ...owner, name: 'p' }]
  const object = thing('a', { metadata: { ownerReferences } })
  const warn = () => t.fail('warned')
  t.equal(withUniqueOwners(object, warn, REPEATED), object)
  const single = thing('a', { metadata: { ownerReferences: [owner] } })
  t.equal(withUniqueOwners(single, warn, REPEATED), single)
})
