import t from 'tap'
import { applyStrategicMergePatch } from '../../../src/apimachinery/patch/strategic-merge-patch.ts'
import { StatusError } from '../../../src/apimachinery/status.ts'
import { at, gadget, gadgetSchema, plain } from '../../fixtures/gadget.ts'

const patched = (part: 'spec' | 'metadata', original: object, patch: object) =>
  at(plain(applyStrategicMergePatch(gadgetSchema, { [part]: original }, { [part]: patch })), part)

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
  for (const [original, patch, result] of [
    [
      { mode: 'x', size: 1, place: { room: 'a' } },
      { mode: null, place: { shelf: 'b' } },
      { size: 1, place: { room: 'a', shelf: 'b' } },
    ],
    [
      {},
      {
        parts: [
          { name: 'a', size: null },
          { name: 'b', $patch: 'delete' },
        ],
      },
      { parts: [{ name: 'a' }] },
    ],
    [{ mode: 'x' }, { place: { $patch: 'delete', room: 'a' } }, { mode: 'x' }],
    [{ anything: 'x' }, { anything: { a: null } }, { anything: {} }],
    [{ rules: ['a', 'b'] }, { rules: ['c'] }, { rules: ['c'] }],
    [
      { ports: [{ protocol: 'TCP', number: 1 }] },
      { ports: [{ number: 2, $patch: 'delete' }] },
      { ports: [{ number: 2, $patch: 'delete' }] },
    ],
    [
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
      { parts },
      { parts: [{ name: 'a', $patch: 'delete' }, { name: 'c' }] },
      { parts: [{ name: 'c' }, { name: 'b' }] },
    ],
    [{ parts }, { parts: [{ $patch: 'replace' }, { name: 'c' }] }, { parts: [{ name: 'c' }] }],
    [
      { tags: ['a', 'b', 'c'] },
      { '$deleteFromPrimitiveList/tags': ['b', 'x'] },
      { tags: ['a', 'c'] },
    ],
    [{ rules: ['a', 'b'] }, { '$deleteFromPrimitiveList/rules': ['a'] }, { rules: ['b'] }],
    [{ mode: 'x' }, { '$deleteFromPrimitiveList/tags': ['a'] }, { mode: 'x' }],
    [{ tags: ['a'] }, { '$deleteFromPrimitiveList/tags': null }, {}],
    [{ tags: ['a', 'b', 'c'] }, { '$setElementOrder/tags': ['c', 'a'] }, { tags: ['b', 'c', 'a'] }],
    [
      { tags: ['a', 'b'] },
      { '$setElementOrder/tags': ['c', 'b', 'a'], tags: ['c'] },
      { tags: ['c', 'b', 'a'] },
    ],
    [
      { parts: [{ name: 'a' }, { name: 'b' }, { name: 'server' }] },
      {
        '$setElementOrder/parts': [{ name: 'b' }, { name: 'c' }, { name: 'a' }],
        parts: [{ name: 'b', size: 2 }, { name: 'c' }],
      },
      { parts: [{ name: 'b', size: 2 }, { name: 'c' }, { name: 'a' }, { name: 'server' }] },
    ],
    [{ mode: 'x' }, { '$setElementOrder/tags': ['a'], tags: ['a'] }, { mode: 'x', tags: ['a'] }],
    [{ mode: 'x' }, { '$setElementOrder/tags': ['a'] }, { mode: 'x' }],
    [
      { place: { room: 'a', shelf: 'b' } },
      { place: { $retainKeys: ['shelf'], shelf: 'c' } },
      { place: { shelf: 'c' } },
    ],
  ] as const)
    t.same(patched('spec', original, patch), result, JSON.stringify(patch))
})

t.test('labels are merged, replaced or emptied', async (t) => {
  for (const [live, patch, labels] of [
    [
      { a: '1', b: '1' },
      { a: null, b: '2', c: '1' },
      { b: '2', c: '1' },
    ],
    [undefined, { a: null, b: '1' }, { b: '1' }],
    [{ a: '1' }, { $patch: 'replace', b: '1' }, { b: '1' }],
    [{ a: '1' }, { $patch: 'delete', b: '1' }, {}],
  ] as const)
    t.same(patched('metadata', { labels: live }, { labels: patch }), { labels })
})

t.test('lists with the patch strategy "merge" are merged', async (t) => {
  for (const [live, patch, result] of [
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
  ] as const) {
    t.same(
      patched('spec', { tags: live }, { tags: patch }),
      { tags: result },
      `${live.join()} ${patch.join()}`,
    )
  }
})

t.test("errors have the real server's texts and codes", async (t) => {
  const live = gadget({
    spec: {
      tags: ['a'],
      parts: [{ name: 'a', colours: { blue: '1' } }, { name: 'b' }],
      place: { room: 'a' },
      anything: [['x']],
    },
  })
  const told = (patch: unknown) => {
    const error = errorOf(patch, live)
    return [error?.code, error?.message]
  }
  for (const [spec, message, code = 500] of [
    [{ $patch: 'merge' }, 'unknown patch type: merge in map: map[$patch:merge]'],
    [{ $patch: 5 }, 'unknown patch type: %!s(int64=5) in map: map[$patch:5]'],
    [{ $patch: null }, 'unknown patch type: %!s(<nil>) in map: map[$patch:<nil>]'],
    [{ place: { $patch: true } }, 'unknown patch type: %!s(bool=true) in map: map[$patch:true]'],
    [
      { parts: [{ name: 'a', $patch: ['x', 1, null] }] },
      'unknown patch type: [x %!s(int64=1) <nil>] in map: map[$patch:[x 1 <nil>] name:a]',
    ],
    [{ parts: [{ size: 1 }] }, 'map: map[size:1] does not contain declared merge key: name'],
    [
      { parts: [{ $patch: 'delete' }] },
      'map: map[$patch:delete] does not contain declared merge key: name',
    ],
    [
      { parts: [{ name: 'a', $patch: 'merge' }] },
      'merging lists cannot yet be specified in the patch',
    ],
    [{ parts: [{ name: 'a', $patch: 'x' }] }, 'unknown patch type: x in map: map[$patch:x name:a]'],
    [{ tags: [1] }, 'list element types are not identical: [[a] [1]]'],
    [{ $deleteFromPrimitiveList: [] }, 'invalid patch format of primitive list', 400],
    [{ '$deleteFromPrimitiveListX/tags': [] }, 'invalid patch format of primitive list', 400],
    [{ $setElementOrder: [] }, 'invalid patch format of setElementOrder list', 400],
    [{ '$setElementOrder/tags': 'x' }, 'expected a []interface {}, but received a string'],
    [{ '$setElementOrder/tags': null }, 'expected a []interface {}, but received a %!s(<nil>)'],
    [
      { '$setElementOrder/foo': ['x'] },
      'unable to find api field in struct GadgetSpec for the json field "foo"',
    ],
    [{ '$setElementOrder/mode': ['x'] }, 'expected slice or array type, but got: struct'],
    [
      { parts: [{ name: 'b', '$setElementOrder/colours': ['x'] }] },
      'expected slice or array type, but got: struct',
    ],
    [
      { parts: [{ name: 'a', colours: { '$setElementOrder/red': [] } }] },
      'merging an object in json but data type is not struct, instead is: map',
    ],
    [
      { '$setElementOrder/tags': ['x'], tags: ['y'] },
      "The order in patch list:\n[y]\n doesn't match $setElementOrder list:\n[x]\n",
    ],
    [
      { '$setElementOrder/parts': ['x'], parts: [{ name: 'a' }] },
      'expected a map[string]interface {}, but received a string',
    ],
    [{ $retainKeys: 'x' }, 'invalid patch format of retainKeys', 400],
    [{ $retainKeys: ['size'], mode: 'x' }, 'invalid patch format of retainKeys', 400],
  ] as const)
    t.same(told({ spec }), [code, message])
  t.same(told([]), [
    400,
    'json: cannot unmarshal array into Go value of type map[string]interface {}',
  ])
  const lists = errorOf({ spec: { tags: [['a']] } }, gadget({ spec: { tags: [] } }))
  t.equal(lists?.code, 422, 'lists of lists are not merged')
  t.equal(errorOf({ spec: { tags: [] } }, gadget({ spec: { tags: ['a'] } })), undefined)
})

t.test('null is a patch without effect', async (t) => {
  const object = gadget()
  t.equal(applyStrategicMergePatch(gadgetSchema, object, null), object)
})

t.test(
  'nothing is changed in place, and unpatched fields are shared with the original',
  async (t) => {
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
  },
)

t.test('keys such as __proto__ and constructor are ordinary keys', async (t) => {
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
