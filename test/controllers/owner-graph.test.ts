import assert from 'node:assert/strict'
import t from 'tap'
import type { KubeObject } from '../../src/apimachinery/meta.ts'
import type { CollectedResource } from '../../src/controllers/collected-resources.ts'
import { type OwnerGraph, ownerGraph } from '../../src/controllers/owner-graph.ts'
import { fc, forAll } from '../fixtures/property.ts'

const source = {} as CollectedResource

const object = (uid: string, owners: string[] = [], finalizers: string[] = []) => ({
  kind: 'Thing',
  apiVersion: 'v1',
  metadata: {
    name: uid,
    uid,
    ownerReferences: owners.map((owner) => ({
      apiVersion: 'v1',
      kind: 'Thing',
      name: owner,
      uid: owner,
    })),
    ...(finalizers.length === 0 ? {} : { finalizers, deletionTimestamp: '2030-01-01T00:00:00Z' }),
  },
})

const dependents = (graph: OwnerGraph, uid: string) =>
  graph.dependentsOf(uid).map((node) => node.uid)

t.test(
  'an owner in foreground deletion is checked again when a dependent is deleted or drops it',
  async (t) => {
    const graph = ownerGraph()
    graph.observe(source, object('b', ['a']))
    graph.observe(source, object('c', ['a']))
    t.same(graph.observe(source, object('a', [], ['foregroundDeletion'])), ['a', 'b', 'c'])
    t.same(graph.forget(object('b', ['a'])), ['a'])
    t.same(graph.observe(source, object('c')), ['a'])
    t.same(dependents(graph, 'a'), [])
    t.same(graph.observe(source, object('a')), [], 'no finalizer and no owner')
    t.equal(graph.isEmpty, true)
  },
)

t.test('after any history the graph matches the remaining objects', async (t) => {
  const uids = ['a', 'b', 'c', 'd', 'e', '__proto__']
  const step = fc.record({
    uid: fc.constantFrom(...uids),
    owners: fc.shuffledSubarray(uids),
    finalizers: fc.constantFrom<string[]>([], [], [], ['orphan']),
    forgets: fc.constantFrom(false, false, true),
  })
  await forAll(t, fc.array(step, { maxLength: 60 }), { numRuns: 120 }, (steps) => {
    const graph = ownerGraph()
    const objects = new Map<string, KubeObject>()
    for (const { uid, owners, finalizers, forgets } of steps) {
      const known = objects.get(uid)
      if (known !== undefined && forgets) {
        graph.forget(known)
        objects.delete(uid)
      } else {
        const next = object(uid, owners, finalizers)
        graph.observe(source, next)
        objects.set(uid, next)
      }
      for (const owner of uids) {
        const expected = [...objects.values()]
          .filter(({ metadata }) => metadata.ownerReferences?.some((ref) => ref.uid === owner))
          .map(({ metadata }) => metadata.uid!)
        assert.deepEqual(dependents(graph, owner).sort(), expected.sort(), `owned by ${owner}`)
      }
    }
    for (const known of objects.values()) graph.forget(known)
    assert.ok(graph.isEmpty)
  })
})
