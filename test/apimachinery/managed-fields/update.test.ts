import t from 'tap'
import {
  updateManagedFields,
  type UpdateOperation,
} from '../../../src/apimachinery/managed-fields/update.ts'
import type { KubeObject, ManagedFieldsEntry } from '../../../src/apimachinery/meta.ts'
import { type Gadget, gadget, gadgetSchema } from '../../fixtures/gadget.ts'
import { entryAt } from './entry.ts'

const EARLIER = '2030-01-01T00:00:00Z'
const NOW = '2030-01-01T00:00:09Z'

const update = (
  live: KubeObject | undefined,
  updated: Gadget,
  more: Partial<UpdateOperation> = {},
) =>
  updateManagedFields({
    schema: gadgetSchema,
    live,
    updated,
    manager: 'me',
    apiVersion: 'example.com/v1',
    subresource: '',
    now: NOW,
    resetFields: [],
    ...more,
  })

const entry = entryAt(EARLIER)
const entryNow = entryAt(NOW)

const stored = (managedFields: ManagedFieldsEntry[], object: Gadget = gadget()) => ({
  ...object,
  metadata: { ...object.metadata, uid: 'u', resourceVersion: '1', managedFields },
})

const labelled = (labels: Record<string, string>) => gadget({ metadata: { labels } })

const [labelA, labelsAB] = [labelled({ a: '1' }), labelled({ a: '1', b: '1' })]

const ofLabels = (...names: string[]) => ({
  'f:metadata': {
    'f:labels': Object.fromEntries(names.map((name) => [name === '.' ? '.' : `f:${name}`, {}])),
  },
})

const OTHER = entry('other', ofLabels('.', 'a'))
const OTHERS = stored([OTHER], labelA)

t.test('the creator of an object manages all tracked fields that are set', async (t) => {
  const object = gadget({
    metadata: { generateName: 'g-', labels: { b: '1', a: '1' }, uid: 'u', resourceVersion: '7' },
    spec: { mode: 'x', parts: [{ name: 'p' }] },
  })
  t.strictSame(update(undefined, object), [
    entryNow('me', {
      'f:metadata': { 'f:generateName': {}, 'f:labels': { '.': {}, 'f:a': {}, 'f:b': {} } },
      'f:spec': {
        'f:mode': {},
        'f:parts': { '.': {}, 'k:{"name":"p"}': { '.': {}, 'f:name': {} } },
      },
    }),
  ])
})

t.test('an object without tracked fields has no managers', async (t) => {
  t.equal(update(undefined, gadget()), undefined)
  t.equal(
    update(undefined, gadget({ spec: { mode: 'x' } }), { resetFields: [['spec']] }),
    undefined,
  )
})

t.test('an unmanaged object stays unmanaged', async (t) => {
  t.equal(update(stored([]), labelA), undefined)
  t.equal(update(gadget(), labelA), undefined)
})

t.test('changed fields move to the manager that changes them', async (t) => {
  const live = stored([entry('other', ofLabels('.', 'a', 'b'))], labelsAB)
  t.strictSame(update(live, labelled({ a: '2', b: '1', c: '1' })), [
    entry('other', ofLabels('.', 'b')),
    entryNow('me', ofLabels('a', 'c')),
  ])
})

t.test('removed fields have no owner, and a manager without fields is dropped', async (t) => {
  const live = stored([entry('me', ofLabels('b')), OTHER], labelsAB)
  t.strictSame(update(live, labelA), [OTHER])
  t.equal(update(live, gadget()), undefined)
})

t.test('a manager that loses its last entry in a map still owns the map', async (t) => {
  const live = stored([OTHER], labelsAB)
  t.strictSame(update(live, labelled({ b: '1' })), [
    entry('other', { 'f:metadata': { 'f:labels': {} } }),
  ])
})

t.test("a manager's time changes only if it sets something", async (t) => {
  const live = stored([entry('me', ofLabels('.', 'a', 'b'))], labelsAB)
  t.strictSame(update(live, labelA), [entry('me', ofLabels('.', 'a'))])
  t.strictSame(update(live, labelled({ a: '1', b: '2' })), [
    entryNow('me', ofLabels('.', 'a', 'b')),
  ])
})

t.test('without a tracked change, the stored managedFields array is returned', async (t) => {
  const live = stored([entry('me', ofLabels('.', 'a'))], labelA)
  const managedFields = live.metadata.managedFields
  t.equal(update(live, labelA), managedFields)
  t.equal(update(live, structuredClone(live)), managedFields, 'even if the client sends it back')
  const reset = [['spec'], ['status', 'conditions']]
  const changed = {
    ...labelA,
    spec: { mode: 'x' },
    status: { conditions: [{ type: 'A' }] },
  }
  t.equal(update(live, changed, { resetFields: reset }), managedFields)
  t.not(update(live, { ...changed, status: { phase: 'x' } }, { resetFields: reset }), managedFields)
})

t.test('fields that are always emitted count as set if their container exists', async (t) => {
  const approved = { ...labelA, status: { conditions: [{ type: 'A', reason: 'r' }] } }
  t.strictSame(
    update(OTHERS, approved, { subresource: 'approval' })?.[1],
    entryNow(
      'me',
      {
        'f:status': {
          'f:conditions': {
            '.': {},
            'k:{"type":"A"}': {
              '.': {},
              'f:lastTransitionTime': {},
              'f:reason': {},
              'f:status': {},
              'f:type': {},
            },
          },
        },
      },
      { subresource: 'approval' },
    ),
  )
})

t.test('a manager has a field set for each subresource and operation', async (t) => {
  const live = stored(
    [
      entry('me', ofLabels('.', 'a'), { operation: 'Apply' }),
      entry('me', ofLabels('b'), { subresource: 'status' }),
    ],
    labelsAB,
  )
  t.strictSame(update(live, labelled({ a: '1', b: '1', c: '1' })), [
    ...live.metadata.managedFields,
    entryNow('me', ofLabels('c')),
  ])
})

t.test('the body of a write can set managedFields, except on a subresource', async (t) => {
  const mine = entry('mine', { 'f:spec': { 'f:rules': { 'v:"a"': {} } }, ...ofLabels('a', '.') })
  const body = stored([mine], labelA)
  t.strictSame(update(OTHERS, body), [
    entry('mine', { ...ofLabels('.', 'a'), 'f:spec': { 'f:rules': {} } }),
  ])
  t.equal(
    update(OTHERS, body, { subresource: 'status' }),
    OTHERS.metadata.managedFields,
    'not through a subresource',
  )
  t.strictSame(
    update(undefined, body),
    [entry('mine', { 'f:spec': { 'f:rules': {} } }), entryNow('me', ofLabels('.', 'a'))],
    'the creator takes over every field that is set',
  )
})

t.test('malformed managedFields in the body are ignored', async (t) => {
  const body = stored([entry('mine', {}, { apiVersion: '' })], labelA)
  t.equal(update(OTHERS, body), OTHERS.metadata.managedFields)
})

t.test('managedFields that are empty, or one empty entry, remove all managers', async (t) => {
  t.equal(update(OTHERS, stored([], labelA)), undefined)
  t.equal(update(OTHERS, stored([{}], labelA)), undefined)
  t.equal(update(OTHERS, stored([{ manager: '' }], labelsAB)), undefined)
  t.strictSame(
    update(undefined, {
      ...labelA,
      metadata: { labels: { a: '1' }, managedFields: [] },
    }),
    [entryNow('me', ofLabels('.', 'a'))],
    'a new object is tracked nevertheless',
  )
})

t.test('managers whose version is of another API group are dropped', async (t) => {
  const live = stored(
    [
      entry('a', ofLabels('a'), { apiVersion: 'v1' }),
      entry('b', ofLabels('.'), { apiVersion: 'example.com/v2' }),
    ],
    labelA,
  )
  t.same(
    update(live, labelled({ a: '2' }))?.map(({ manager }) => manager),
    ['b', 'me'],
  )
})

t.test('the oldest of more than ten updaters are merged', async (t) => {
  const names = 'abcdefghij'.split('')
  const labels = Object.fromEntries(names.map((name) => [name, '1']))
  const live = stored(
    names.toReversed().map((name) => entry(name, ofLabels(name))),
    labelled(labels),
  )
  const entries = update(live, labelled({ ...labels, z: '1' }))!
  t.equal(entries.length, 10)
  t.strictSame(entries[0], entry('ancient-changes', ofLabels('a', 'b')))
  t.equal(entries[9]!.manager, 'me')
})

t.test('an object loses all managers if its list items lack their keys', async (t) => {
  t.equal(update(OTHERS, { ...labelA, spec: { ports: [{ protocol: 'TCP' }] } }), undefined)
})
