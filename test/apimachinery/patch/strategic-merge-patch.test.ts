import t from 'tap'
import { applyStrategicMergePatch } from '../../../src/apimachinery/patch/strategic-merge-patch.ts'
import { StatusError } from '../../../src/apimachinery/status.ts'
import { at, gadget, gadgetSchema, plain } from '../../fixtures/gadget.ts'

type Fields = Record<string, unknown>

const patchedSpec = (original: Fields, patch: object) =>
  at(plain(applyStrategicMergePatch(gadgetSchema, { spec: original }, { spec: patch })), 'spec')

const patchedMeta = (original: object, patch: object) =>
  at(
    plain(applyStrategicMergePatch(gadgetSchema, { metadata: original }, { metadata: patch })),
    'metadata',
  )

const errorOf = (patch: unknown, original: object = gadget()) => {
  try {
    applyStrategicMergePatch(gadgetSchema, original, patch)
  } catch (error) {
    if (error instanceof StatusError) return error
    throw error
  }
  return undefined
}

t.test('the spec is merged by its schema and the directives of the patch', async (t) => {
  const parts = [{ name: 'a' }, { name: 'b' }, { name: 'a', size: 2 }]
  const cases: [what: string, original: Fields, patch: object, result: object][] = [
    [
      'maps are merged, null deletes',
      { mode: 'x', size: 1, place: { room: 'a' } },
      { mode: null, place: { shelf: 'b' } },
      {
        size: 1,
        place: { room: 'a', shelf: 'b' },
      },
    ],
    [
      'new values are stored without nulls and directives',
      {},
      {
        parts: [
          { name: 'a', size: null },
          { name: 'b', $patch: 'delete' },
        ],
      },
      {
        parts: [{ name: 'a' }],
      },
    ],
    [
      'new values are stored without nulls and directives',
      { mode: 'x' },
      { place: { $patch: 'delete', room: 'a' } },
      { mode: 'x' },
    ],
    [
      'new values are stored without nulls and directives',
      { anything: 'x' },
      { anything: { a: null } },
      { anything: {} },
    ],
    ['lists are replaced', { rules: ['a', 'b'] }, { rules: ['c'] }, { rules: ['c'] }],
    [
      'lists are replaced',
      { ports: [{ protocol: 'TCP', number: 1 }] },
      { ports: [{ number: 2, $patch: 'delete' }] },
      { ports: [{ number: 2, $patch: 'delete' }] },
    ],
    [
      'items with a merge key are merged',
      {
        parts: [
          { name: 'a', size: 1, colours: { red: '1' } },
          { name: 'b', size: 1 },
        ],
      },
      { parts: [{ name: 'c' }, { name: 'a', size: 2, colours: { blue: '1' } }] },
      {
        parts: [
          { name: 'c' },
          { name: 'a', size: 2, colours: { red: '1', blue: '1' } },
          { name: 'b', size: 1 },
        ],
      },
    ],
    [
      '$patch in items deletes, or replaces the list',
      { parts },
      { parts: [{ name: 'a', $patch: 'delete' }, { name: 'c' }] },
      {
        parts: [{ name: 'c' }, { name: 'b' }],
      },
    ],
    [
      '$patch in items deletes, or replaces the list',
      { parts },
      { parts: [{ $patch: 'replace' }, { name: 'c' }] },
      {
        parts: [{ name: 'c' }],
      },
    ],
    [
      '$deleteFromPrimitiveList removes items',
      { tags: ['a', 'b', 'c'] },
      { '$deleteFromPrimitiveList/tags': ['b', 'x'] },
      {
        tags: ['a', 'c'],
      },
    ],
    [
      '$deleteFromPrimitiveList removes items',
      { rules: ['a', 'b'] },
      { '$deleteFromPrimitiveList/rules': ['a'] },
      {
        rules: ['b'],
      },
    ],
    [
      '$deleteFromPrimitiveList removes items',
      { mode: 'x' },
      { '$deleteFromPrimitiveList/tags': ['a'] },
      { mode: 'x' },
    ],
    [
      '$deleteFromPrimitiveList removes items',
      { tags: ['a'] },
      { '$deleteFromPrimitiveList/tags': null },
      {},
    ],
    [
      '$setElementOrder orders a list, with and without changes to it',
      { tags: ['a', 'b', 'c'] },
      { '$setElementOrder/tags': ['c', 'a'] },
      {
        tags: ['b', 'c', 'a'],
      },
    ],
    [
      '$setElementOrder orders a list, with and without changes to it',
      { tags: ['a', 'b'] },
      { '$setElementOrder/tags': ['c', 'b', 'a'], tags: ['c'] },
      { tags: ['c', 'b', 'a'] },
    ],
    [
      '$setElementOrder orders a list, with and without changes to it',
      { parts: [{ name: 'a' }, { name: 'b' }, { name: 'server' }] },
      {
        '$setElementOrder/parts': [{ name: 'b' }, { name: 'c' }, { name: 'a' }],
        parts: [{ name: 'b', size: 2 }, { name: 'c' }],
      },
      { parts: [{ name: 'b', size: 2 }, { name: 'c' }, { name: 'a' }, { name: 'server' }] },
    ],
    [
      '$setElementOrder orders a list, with and without changes to it',
      { mode: 'x' },
      { '$setElementOrder/tags': ['a'], tags: ['a'] },
      {
        mode: 'x',
        tags: ['a'],
      },
    ],
    [
      '$setElementOrder orders a list, with and without changes to it',
      { mode: 'x' },
      { '$setElementOrder/tags': ['a'] },
      { mode: 'x' },
    ],
    [
      '$retainKeys clears unnamed keys',
      { place: { room: 'a', shelf: 'b' } },
      { place: { $retainKeys: ['shelf'], shelf: 'c' } },
      { place: { shelf: 'c' } },
    ],
  ]
  for (const [what, original, patch, result] of cases)
    t.same(patchedSpec(original, patch), result, what)
})

t.test('labels are merged, replaced or emptied', async (t) => {
  const cases: [what: string, original: object, patch: object, result: object][] = [
    [
      'maps are merged, null deletes',
      { labels: { a: '1', b: '1' } },
      { labels: { a: null, b: '2', c: '1' } },
      {
        labels: { b: '2', c: '1' },
      },
    ],
    [
      'new values are stored without nulls and directives',
      {},
      { labels: { a: null, b: '1' } },
      { labels: { b: '1' } },
    ],
    [
      '$patch replaces or empties a map',
      { labels: { a: '1' } },
      { labels: { $patch: 'replace', b: '1' } },
      {
        labels: { b: '1' },
      },
    ],
    [
      '$patch replaces or empties a map',
      { labels: { a: '1' } },
      { labels: { $patch: 'delete', b: '1' } },
      {
        labels: {},
      },
    ],
  ]
  for (const [what, original, patch, result] of cases)
    t.same(patchedMeta(original, patch), result, what)
})

t.test('lists are merged if the schema says so', async (t) => {
  const expected: [live: string[], patch: string[], result: string[]][] = [
    [
      ['a', 'b'],
      ['b', 'c'],
      ['a', 'b', 'c'],
    ],
    [['a', 'b'], ['c'], ['c', 'a', 'b']],
    [
      ['a', 'b'],
      ['b', 'a'],
      ['b', 'a'],
    ],
    [['a', 'b'], [], ['a', 'b']],
    [[], [], []],
    [
      ['a', 'a', 'b'],
      ['b', 'b'],
      ['a', 'b'],
    ],
  ]
  for (const [live, patch, result] of expected) {
    t.same(
      patchedSpec({ tags: live }, { tags: patch }),
      { tags: result },
      `${live.join()} ${patch.join()}`,
    )
  }
})

t.test("errors have the real server's texts and codes", async (t) => {
  const live = gadget({
    spec: { tags: ['a'], parts: [{ name: 'a' }], anything: [['x']] },
  })
  const expected: [spec: object, code: number, message: string][] = [
    [{ $patch: 'merge' }, 500, 'unknown patch type: merge in map: map[$patch:merge]'],
    [{ parts: [{ size: 1 }] }, 500, 'map: map[size:1] does not contain declared merge key: name'],
    [
      { parts: [{ $patch: 'delete' }] },
      500,
      'map: map[$patch:delete] does not contain declared merge key: name',
    ],
    [
      { parts: [{ name: 'a', $patch: 'merge' }] },
      500,
      'merging lists cannot yet be specified in the patch',
    ],
    [
      { parts: [{ name: 'a', $patch: 'x' }] },
      500,
      'unknown patch type: x in map: map[$patch:x name:a]',
    ],
    [{ tags: [1] }, 500, 'list element types are not identical: [[a] [1]]'],
    [{ tags: [['a']] }, 500, 'list element types are not identical: [[a] [[a]]]'],
    [{ $deleteFromPrimitiveList: [] }, 400, 'invalid patch format of primitive list'],
    [{ '$deleteFromPrimitiveListX/tags': [] }, 400, 'invalid patch format of primitive list'],
    [{ $setElementOrder: [] }, 400, 'invalid patch format of setElementOrder list'],
    [{ '$setElementOrder/tags': 'x' }, 500, 'expected a []interface {}, but received a string'],
    [
      { '$setElementOrder/tags': null },
      500,
      'expected a []interface {}, but received a %!s(<nil>)',
    ],
    [
      { '$setElementOrder/foo': ['x'] },
      500,
      'unable to find api field in struct GadgetSpec for the json field "foo"',
    ],
    [
      { '$setElementOrder/tags': ['x'], tags: ['y'] },
      500,
      "The order in patch list:\n[y]\n doesn't match $setElementOrder list:\n[x]\n",
    ],
    [
      { '$setElementOrder/parts': ['x'], parts: [{ name: 'a' }] },
      500,
      'expected a map[string]interface {}, but received a string',
    ],
    [{ $retainKeys: 'x' }, 400, 'invalid patch format of retainKeys'],
    [{ $retainKeys: ['size'], mode: 'x' }, 400, 'invalid patch format of retainKeys'],
  ]
  const check = (patch: unknown, code: number, message: string) => {
    const error = errorOf(patch, live)
    t.equal(error?.message, message)
    t.equal(error?.code, code, message)
  }
  for (const [spec, code, message] of expected) check({ spec }, code, message)
  check([], 400, 'json: cannot unmarshal array into Go value of type map[string]interface {}')
  check('x', 400, 'json: cannot unmarshal string into Go value of type map[string]interface {}')
  const lists = errorOf({ spec: { tags: [['a']] } }, gadget({ spec: { tags: [] } }))
  t.equal(lists?.code, 422, 'lists of lists are not merged')
  t.equal(errorOf({ spec: { tags: [] } }, gadget({ spec: { tags: ['a'] } })), undefined)
})

t.test('null is a patch without effect', async (t) => {
  const object = gadget()
  t.equal(applyStrategicMergePatch(gadgetSchema, object, null), object)
})

t.test('nothing is changed in place, and unnamed parts are shared', async (t) => {
  const object = gadget({
    metadata: { labels: { a: '1' }, finalizers: ['x'] },
    spec: { parts: [{ name: 'a' }], tags: ['a'] },
  })
  const patch = {
    metadata: { labels: { b: '1' } },
    spec: {
      parts: [
        { name: 'a', size: 1 },
        { name: 'b', $patch: 'delete' },
      ],
      '$setElementOrder/tags': ['a', 'b'],
      tags: ['b'],
    },
  }
  const before = structuredClone([object, patch])
  const result = applyStrategicMergePatch(gadgetSchema, object, patch)
  t.same([object, patch], before)
  t.equal(at(result, 'metadata', 'finalizers'), object.metadata.finalizers)
})

t.test('keys from clients never reach properties of JavaScript objects', async (t) => {
  const patch: unknown = JSON.parse(
    '{"metadata":{"labels":{"__proto__":"a","constructor":"b"},"annotations":{"$patch":"replace","__proto__":"c"}}}',
  )
  const object = gadget({ metadata: { labels: { x: '1' }, annotations: { x: '1' } } })
  const result = applyStrategicMergePatch(gadgetSchema, object, patch)
  t.same(Object.entries(Object(at(result, 'metadata', 'labels'))), [
    ['x', '1'],
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ])
  t.same(Object.entries(Object(at(result, 'metadata', 'annotations'))), [['__proto__', 'c']])
})
