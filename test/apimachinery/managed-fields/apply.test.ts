import assert from 'node:assert/strict'
import t from 'tap'
import { atOnce } from '../../../src/apimachinery/turns.ts'
import { LAST_APPLIED } from '../../../src/apimachinery/managed-fields/last-applied.ts'
import { applyPatch, type ApplyOperation } from '../../../src/apimachinery/managed-fields/apply.ts'
import { updateManagedFields } from '../../../src/apimachinery/managed-fields/update.ts'
import type { FieldsV1, KubeObject } from '../../../src/apimachinery/meta.ts'
import { StatusError } from '../../../src/apimachinery/status.ts'
import { at, gadget, gadgetSchema, plain } from '../../fixtures/gadget.ts'
import { fc, forAll } from '../../fixtures/property.ts'
import { entryAt } from './entry.ts'

const times = ['2030-01-01T00:00:00Z', '2030-01-01T00:00:01Z'] as const

const base = {
  schema: gadgetSchema,
  apiVersion: 'example.com/v1',
  subresource: '',
  resetFields: [],
} as const

const apply = (
  live: KubeObject | undefined,
  config: KubeObject,
  more: Partial<ApplyOperation> = {},
) =>
  atOnce(applyPatch({ ...base, live, config, manager: 'me', force: false, now: times[0], ...more }))

const put = (live: KubeObject | undefined, updated: KubeObject, manager: string): KubeObject => {
  const operation = { ...base, live, updated, manager, now: times[0] }
  const managedFields = updateManagedFields(operation)
  const { managedFields: _, ...metadata } = updated.metadata
  return {
    ...updated,
    metadata: managedFields === undefined ? metadata : { ...metadata, managedFields },
  }
}

const labelled = (labels: Record<string, string>) => gadget({ metadata: { labels } })

const ofLabels = (labels: FieldsV1) => ({ 'f:metadata': { 'f:labels': labels } })
const LABEL_A = ofLabels({ 'f:a': {} })
const MODE = { 'f:spec': { 'f:mode': {} } }

const labelsOf = (object: KubeObject) => ({ ...object.metadata.labels })

const ownedBy = (object: KubeObject, manager: string) =>
  object.metadata.managedFields?.find((entry) => entry.manager === manager)?.fieldsV1

const failed = (...operation: Parameters<typeof apply>) => {
  try {
    apply(...operation)
  } catch (error) {
    if (error instanceof StatusError) return error.status
    throw error
  }
  return undefined
}

t.test('applying to a missing object creates it', async (t) => {
  const object = apply(undefined, labelled({ a: '1' }))
  t.same(labelsOf(object), { a: '1' })
  t.strictSame(object.metadata.managedFields, [
    entryAt(times[0])('me', LABEL_A, { operation: 'Apply' }),
  ])
})

t.test('applying the same configuration again changes nothing', async (t) => {
  const config = labelled({ a: '1' })
  const live = apply(undefined, config)
  const object = apply(live, structuredClone(config), { now: times[1] })
  t.equal(object, live)
})

t.test('fields that are no longer mentioned are removed', async (t) => {
  const live = apply(undefined, labelled({ a: '1', b: '1' }))
  const object = apply(live, labelled({ a: '1' }), { now: times[1] })
  t.same(labelsOf(object), { a: '1' })
  t.same(ownedBy(object, 'me'), LABEL_A)
  t.equal(object.metadata.managedFields?.[0]?.time, times[1])
})

t.test(
  'a map is removed with its last field, and stays while another manager owns a field of it',
  async (t) => {
    const place = (fields: object) => gadget({ spec: { place: fields } })
    const live = apply(undefined, place({ room: 'a' }))
    t.equal(at(apply(live, gadget()), 'spec'), undefined)
    const shared = apply(live, place({ shelf: 'b' }), { manager: 'other' })
    t.same(plain(at(apply(shared, gadget()), 'spec')), { place: { shelf: 'b' } })
    t.same(plain(at(apply(shared, place({})), 'spec')), { place: { shelf: 'b' } })
  },
)

t.test('a manager that applies the current value owns it too; its entry has no time', async (t) => {
  const live = apply(undefined, labelled({ a: '1' }))
  const object = apply(live, labelled({ a: '1' }), {
    manager: 'other',
    now: times[1],
  })
  t.same(ownedBy(object, 'other'), LABEL_A)
  t.strictSame(
    object.metadata.managedFields?.map(({ manager, time }) => [manager, time]),
    [
      ['other', undefined],
      ['me', times[0]],
    ],
  )
})

t.test('fields of other owners cannot be changed without force', async (t) => {
  const live = put(
    undefined,
    gadget({ metadata: { labels: { a: '1' } }, spec: { mode: 'x' } }),
    'other',
  )
  const config = gadget({ metadata: { labels: { a: '2' } }, spec: { mode: 'y' } })
  const status = failed(live, config)
  t.equal(status?.code, 409)
  t.equal(
    status?.message,
    'Apply failed with 2 conflicts: conflicts with "other" using example.com/v1:\n' +
      '- .metadata.labels.a\n- .spec.mode',
  )
  const object = apply(live, config, { force: true })
  t.same(labelsOf(object), { a: '2' })
  t.same(ownedBy(object, 'other'), ofLabels({}))
  t.same(ownedBy(object, 'me'), { ...LABEL_A, ...MODE })
})

t.test(
  'the first apply records the fields of an unmanaged object as before-first-apply',
  async (t) => {
    const live = gadget({ metadata: { uid: 'u', labels: { a: '1' } }, spec: { mode: 'x' } })
    const object = apply(live, labelled({ b: '1' }), { resetFields: [['spec']] })
    const entry = entryAt(times[0])
    t.strictSame(object.metadata.managedFields, [
      entry('me', ofLabels({ 'f:b': {} }), { operation: 'Apply' }),
      entry('before-first-apply', ofLabels({ '.': {}, 'f:a': {} })),
    ])
    t.equal(
      failed(live, labelled({ a: '2' }))?.message,
      'Apply failed with 1 conflict: conflict with "before-first-apply" using example.com/v1: .metadata.labels.a',
    )
  },
)

t.test('an applier does not own fields that the endpoint resets', async (t) => {
  const live = put(undefined, gadget({ spec: { mode: 'x' } }), 'other')
  const config = gadget({ spec: { mode: 'y' }, status: { phase: 'on' } })
  const object = apply(live, config, { resetFields: [['spec']], subresource: 'status' })
  t.strictSame(
    object.metadata.managedFields?.map(({ manager, subresource }) => [manager, subresource]),
    [
      ['me', 'status'],
      ['other', undefined],
    ],
  )
  t.same(ownedBy(object, 'me'), { 'f:status': { 'f:phase': {} } })
  t.same(ownedBy(object, 'other'), MODE)
})

t.test('a map keeps its owner after its last key was removed', async (t) => {
  const live = put(undefined, labelled({ a: '1' }), 'other')
  const emptied = put(apply(live, labelled({ b: '1' })), labelled({ b: '1' }), 'third')
  t.same(ownedBy(emptied, 'other'), ofLabels({}))
  const object = apply(emptied, gadget())
  t.equal(object.metadata.labels, null)
  t.same(ownedBy(object, 'other'), ofLabels({}))
  t.equal(ownedBy(object, 'me'), undefined)
})

t.test('a configuration of another kind or with an invalid apiVersion is rejected', async (t) => {
  for (const [type, message] of [
    [{ apiVersion: 'v1', kind: 'Pod' }, 'invalid object type: /v1, Kind=Pod'],
    [
      { apiVersion: 'example.com/v2', kind: 'Gadget' },
      'invalid object type: example.com/v2, Kind=Gadget',
    ],
    [{ apiVersion: 'a/b/c', kind: 'Gadget' }, 'invalid object type: /, Kind='],
    [{ apiVersion: 1 }, 'invalid object type: /, Kind='],
  ] as const) {
    const config = Object.assign(gadget(), { apiVersion: undefined, kind: undefined }, type)
    t.match(failed(undefined, config), { code: 400, reason: 'BadRequest', message })
  }
})

t.test('a schema violation gets a 500 whose Status has no reason', async (t) => {
  const config = gadget({ metadata: { namespace: 'ns' }, spec: { foo: 1 } })
  t.strictSame(failed(undefined, config), {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message:
      'failed to create typed patch object (ns/g; example.com/v1, Kind=Gadget): .spec.foo: field not declared in schema',
    code: 500,
  })
  const cluster = gadget({ spec: { parts: [{ name: 'a' }, { name: 'a' }] } })
  t.equal(
    failed(undefined, cluster)?.message,
    'failed to create typed patch object (/g; example.com/v1, Kind=Gadget): .spec.parts: duplicate entries for key [name="a"]',
  )
})

t.test('a stored object whose items lack keys cannot be applied to', async (t) => {
  const live = gadget({ spec: { ports: [{ protocol: 'TCP' }] } })
  t.match(failed(live, gadget({ spec: { ports: [{ protocol: 'TCP', number: 1 }] } })), {
    code: 500,
    message: /^failed to create typed live object \(\/g; example.com\/v1, Kind=Gadget\): /,
  })
})

t.test('metadata of a configuration is optional', async (t) => {
  const config = Object.assign(gadget({ spec: { mode: 'x' } }), { metadata: null })
  t.same(ownedBy(apply(undefined, config), 'me'), MODE)
})

/** An object as left by client-side kubectl apply. */
const clientApplied = (labels: Record<string, string>): KubeObject => {
  const config = labelled(labels)
  const annotations = { [LAST_APPLIED]: JSON.stringify(config) }
  return put(
    undefined,
    { ...config, metadata: { ...config.metadata, annotations } },
    'kubectl-client-side-apply',
  )
}

t.test('kubectl takes over fields that it applied on the client side', async (t) => {
  const live = clientApplied({ a: '1' })
  const config = labelled({ a: '2' })
  const object = apply(live, config, { manager: 'kubectl' })
  t.same(labelsOf(object), { a: '2' })
  t.equal(
    object.metadata.annotations?.[LAST_APPLIED],
    '{"apiVersion":"example.com/v1","kind":"Gadget","metadata":{"labels":{"a":"2"},"name":"g"}}\n',
  )
  t.equal(
    failed(live, config, { manager: 'somebody' })?.message,
    'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using example.com/v1: .metadata.labels.a',
  )
})

t.test('kubectl does not take over fields that another client has changed', async (t) => {
  const first = clientApplied({ a: '1', b: '1' })
  const live = put(
    first,
    { ...first, metadata: { ...first.metadata, labels: { a: '1', b: '2' } } },
    'editor',
  )
  t.equal(
    failed(live, labelled({ a: '3', b: '3' }), { manager: 'kubectl' })?.message,
    'Apply failed with 1 conflict: conflict with "editor" using example.com/v1: .metadata.labels.b',
  )
})

const MANAGERS = ['one', 'two', 'three']
const NAMES = ['a', 'b', 'c']

/** Maps have entries: an empty map would claim the whole field, and appliers would take it over. */
const anyConfig = () => {
  const name = fc.constantFrom(...NAMES)
  const names = fc.shuffledSubarray(NAMES)
  const bit = fc.constantFrom('0', '1')
  const some = { requiredKeys: [] }
  const part = fc.record(
    { name, size: fc.integer({ min: 1, max: 2 }), colours: fc.record({ red: bit }) },
    { requiredKeys: ['name'] },
  )
  const parts = fc.uniqueArray(part, { selector: (each) => each.name, maxLength: 3 })
  const place = fc.record({ room: name })
  return fc.record({
    metadata: fc.record({ labels: fc.dictionary(name, bit, { minKeys: 1 }) }, some),
    spec: fc.record({ tags: names, parts, mode: name, rules: names, place }, some),
  })
}

const leaves = (value: unknown, path = ''): string[] => {
  if (value === null) return []
  if (Array.isArray(value)) {
    return value.flatMap((item) => leaves(item, `${path}[${String(at(item, 'name') ?? item)}]`))
  }
  if (typeof value !== 'object') return [`${path}=${JSON.stringify(value)}`]
  return Object.entries(value).flatMap(([key, item]) => leaves(item, `${path}.${key}`))
}

t.test(
  'applied fields are present, and fields that are no longer applied are absent',
  async (t) => {
    const steps = fc.array(fc.tuple(fc.constantFrom(...MANAGERS), anyConfig()), { maxLength: 9 })
    await forAll(t, steps, { numRuns: 100 }, (taken) => {
      let live: KubeObject | undefined
      for (const [manager, fields] of taken) {
        const config = gadget(structuredClone(fields))
        live = apply(live, config, { manager, force: true })
        const there = new Set(leaves(live))
        assert.deepEqual(
          leaves(config).filter((leaf) => !there.has(leaf)),
          [],
          'all applied fields are present',
        )
      }
      for (const manager of MANAGERS) live = apply(live, gadget(), { manager, force: true })
      assert.equal(live?.metadata.managedFields, undefined, 'there are no owners')
      assert.deepEqual(leaves(plain(live)), leaves(gadget()), 'no applied field is left')
    })
  },
)
