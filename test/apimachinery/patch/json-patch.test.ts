import t from 'tap'
import { JsonNumber } from '../../../src/apimachinery/text/json.ts'
import { applyJsonPatch, jsonPatchProblems } from '../../../src/apimachinery/patch/json-patch.ts'
import { StatusError } from '../../../src/apimachinery/status.ts'
import { at, plain } from '../../fixtures/gadget.ts'

const document = () => ({ a: { b: '1', 'c/d': '2', 'e~f': '3' }, list: ['x', 'y', 'z'], n: null })

const patched = (...operations: object[]) => plain(applyJsonPatch(document(), operations))

const errorOf = (patch: unknown, target: unknown = document()) => {
  try {
    applyJsonPatch(target, patch)
  } catch (error) {
    if (error instanceof StatusError) return error
    throw error
  }
  return undefined
}

t.test('operations follow RFC 6902', async (t) => {
  const { a, list } = document()
  const expected: [operations: object[], result: object][] = [
    [[], {}],
    [[{ op: 'add', path: '/a/g', value: '4' }], { a: { ...a, g: '4' } }],
    [[{ op: 'add', path: '/a/b', value: { x: 1 } }], { a: { ...a, b: { x: 1 } } }],
    [[{ op: 'add', path: '/list/1', value: 'w' }], { list: ['x', 'w', 'y', 'z'] }],
    [[{ op: 'add', path: '/list/3', value: 'w' }], { list: [...list, 'w'] }],
    [[{ op: 'add', path: '/list/-', value: 'w' }], { list: [...list, 'w'] }],
    [[{ op: 'remove', path: '/list/0' }], { list: ['y', 'z'] }],
    [
      [
        { op: 'remove', path: '/a/c~1d' },
        { op: 'remove', path: '/a/e~0f' },
      ],
      { a: { b: '1' } },
    ],
    [[{ op: 'replace', path: '/list/2', value: 'w' }], { list: ['x', 'y', 'w'] }],
    [[{ op: 'move', from: '/list/0', path: '/list/2' }], { list: ['y', 'z', 'x'] }],
    [[{ op: 'move', from: '/list', path: '/a/b' }], { a: { ...a, b: list }, list: undefined }],
    [[{ op: 'copy', from: '/list', path: '/a/b' }], { a: { ...a, b: list } }],
    [
      [
        { op: 'test', path: '/a', value: { 'e~f': '3', 'c/d': '2', b: '1' } },
        { op: 'test', path: '/list', value: list },
        { op: 'test', path: '/n', value: null },
      ],
      {},
    ],
  ]
  for (const [operations, result] of expected) {
    t.same(patched(...operations), plain({ ...document(), ...result }), JSON.stringify(operations))
  }
})

t.test("and the quirks of the real server's library", async (t) => {
  const { a } = document()
  const expected: [operations: object[], result: object][] = [
    [[{ op: 'add', path: '/list/-1', value: 'w' }], { list: ['x', 'y', 'z', 'w'] }],
    [[{ op: 'add', path: '/list/-4', value: 'w' }], { list: ['w', 'x', 'y', 'z'] }],
    [[{ op: 'remove', path: '/list/-1' }], { list: ['x', 'y'] }],
    [[{ op: 'replace', path: '/list/-3', value: 'w' }], { list: ['w', 'y', 'z'] }],
    [[{ op: 'replace', path: '/a/new', value: '1' }], { a: { ...a, new: '1' } }],
    [[{ op: 'add', path: '/a/b' }], { a: { ...a, b: null } }],
    [[{ op: 'copy', from: '/missing', path: '/a/b' }], { a: { ...a, b: null } }],
    [[{ op: 'test', path: '/missing' }], {}],
    [[{ op: 'test', path: '/missing', value: null }], {}],
    [[{ op: 'add', path: 'ignored/a/b', value: '9' }], { a: { ...a, b: '9' } }],
    [[{ op: 'test', path: '', value: document() }], {}],
  ]
  for (const [operations, result] of expected) {
    t.same(patched(...operations), { ...document(), ...result }, JSON.stringify(operations))
  }
  t.same(patched({ op: 'replace', path: '', value: { z: 1 } }), { z: 1 })
  t.same(patched({ op: 'replace', path: '', value: [] }), [])
})

t.test('a failed operation is a 422 without details', async (t) => {
  const operations: object[] = [
    { op: 'jump', path: '/a' },
    { path: '/a' },
    { op: 'add', value: 1 },
    { op: 'add', path: 'metadata', value: 1 },
    { op: 'add', path: '', value: 1 },
    { op: 'add', path: '/missing/a', value: 1 },
    { op: 'add', path: '/a/b/c', value: 1 },
    { op: 'add', path: '/n/x', value: 1 },
    { op: 'add', path: '/list/4', value: 1 },
    { op: 'add', path: '/list/-5', value: 1 },
    { op: 'add', path: '/list/x', value: 1 },
    { op: 'add', path: '/list/', value: 1 },
    { op: 'remove', path: '/a/zzz' },
    { op: 'remove', path: '/list/3' },
    { op: 'remove', path: '/list/-' },
    { op: 'replace', path: '/list/3', value: 1 },
    { op: 'replace', path: '', value: 'x' },
    { op: 'move', path: '/a/b' },
    { op: 'move', from: '/missing', path: '/a/b' },
    { op: 'move', from: '/a', path: '/a/b' },
    { op: 'copy', from: '/missing/x', path: '/a/b' },
    { op: 'test', path: '/a/b', value: '2' },
    { op: 'test', path: '/a/b' },
    { op: 'test', path: '/list', value: ['x', 'y'] },
    { op: 'test', path: '', value: {} },
  ]
  for (const operation of operations) {
    const error = errorOf([operation])
    t.equal(error?.code, 422, JSON.stringify(operation))
    t.equal(error?.message, 'the server rejected our request due to an error in our request')
    t.strictSame(error?.status.details, {})
  }
})

t.test('numbers are equal if they are written the same', async (t) => {
  const numbers = { one: new JsonNumber('1.0') }
  t.equal(errorOf([{ op: 'test', path: '/one', value: new JsonNumber('1.0') }], numbers), undefined)
  t.equal(errorOf([{ op: 'test', path: '/one', value: 1 }], numbers)?.code, 422)
})

t.test('an invalid patch is a 400', async (t) => {
  const expected: [patch: unknown, why: string][] = [
    [{}, 'object into Go value of type []handlers.jsonPatchOp'],
    ['x', 'string into Go value of type []handlers.jsonPatchOp'],
    [['x'], 'string into Go value of type handlers.jsonPatchOp'],
    [[[]], 'array into Go value of type handlers.jsonPatchOp'],
    [[{ op: 1 }], 'number into Go struct field jsonPatchOp.op of type string'],
    [[{ op: 'add', path: {} }], 'object into Go struct field jsonPatchOp.path of type string'],
    [[{ op: 'copy', from: true }], 'bool into Go struct field jsonPatchOp.from of type string'],
  ]
  for (const [patch, why] of expected) {
    const error = errorOf(patch)
    t.equal(error?.code, 400)
    t.equal(error?.message, `error decoding patch: json: cannot unmarshal ${why}`)
  }
  t.equal(errorOf(null), undefined, 'null is a patch without operations')
  t.equal(errorOf([null])?.code, 422, 'and an unknown operation without effect')
})

t.test('more than ten thousand operations are rejected', async (t) => {
  const operations = (length: number) =>
    Array.from({ length }, () => ({ op: 'test', path: '/a/b', value: '1' }))
  t.equal(errorOf(operations(10_000)), undefined)
  const error = errorOf(operations(10_001))
  t.equal(error?.code, 413)
  t.equal(
    error?.message,
    'Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001',
  )
})

t.test('copies cannot make a document grow endlessly', async (t) => {
  const doubling = Array.from({ length: 30 }, (_, i) => ({
    op: 'copy',
    from: '/data',
    path: `/data/k${i}`,
  }))
  t.equal(errorOf(doubling.slice(0, 8), { data: { text: 'x'.repeat(1000) } }), undefined)
  t.equal(errorOf(doubling, { data: { text: 'x'.repeat(1000) } })?.code, 422)
})

t.test('the document is not changed, and untouched parts are shared', async (t) => {
  const target = document()
  const result = applyJsonPatch(target, [
    { op: 'add', path: '/a/x', value: '1' },
    { op: 'remove', path: '/a/b' },
  ])
  t.same(target, document())
  t.equal(at(result, 'list'), target.list)
})

t.test('a copy is independent of its original', async (t) => {
  t.same(
    patched(
      { op: 'add', path: '/a/x', value: { y: '1' } },
      { op: 'add', path: '/a/x/z', value: '1' },
      { op: 'copy', from: '/a/x', path: '/copy' },
      { op: 'add', path: '/copy/only', value: 'here' },
      { op: 'add', path: '/a/x/only', value: 'there' },
    ),
    {
      ...document(),
      a: { ...document().a, x: { y: '1', z: '1', only: 'there' } },
      copy: { y: '1', z: '1', only: 'here' },
    },
  )
})

t.test("a patch's value is not changed by later operations", async (t) => {
  const value = { y: [1] }
  patched({ op: 'add', path: '/a/x', value }, { op: 'add', path: '/a/x/y/-', value: 2 })
  t.same(value, { y: [1] })
})

t.test('__proto__ is an ordinary key', async (t) => {
  const result = applyJsonPatch(document(), [
    { op: 'add', path: '/a/__proto__', value: 'x' },
    { op: 'add', path: '/a/constructor', value: 'y' },
  ])
  const keys = ['__proto__', 'b', 'c/d', 'constructor', 'e~f']
  t.same(Object.keys(Object(at(result, 'a'))), keys)
  t.equal(errorOf([{ op: 'add', path: '/__proto__/x', value: 1 }])?.code, 422)
  t.equal(errorOf([{ op: 'remove', path: '/a/toString' }])?.code, 422)
})

t.test('unknown fields of operations are found', async (t) => {
  t.same(
    jsonPatchProblems(
      [
        { op: 'add', path: '/a', value: 1 },
        { op: 'test', paht: '/a', Path: '' },
        { op: 'remove', path: '/b' },
      ],
      ['[0].value.k', '[2].path'],
    ),
    [
      'json patch duplicate field "[0].value.k"',
      'json patch unknown field "[1].paht"',
      'json patch unknown field "[1].Path"',
      'json patch duplicate field "[2].path"',
    ],
  )
  t.same(jsonPatchProblems('x', []), [])
})

t.test('objects along a pointer get sorted keys, others keep theirs', async (t) => {
  const result = applyJsonPatch({ z: { y: 1, x: { w: 1, v: 2 } }, b: { d: 1, c: 2 }, a: 1 }, [
    { op: 'add', path: '/z/a', value: { n: 1, m: 2 } },
  ])
  t.equal(
    JSON.stringify(result),
    '{"a":1,"b":{"d":1,"c":2},"z":{"a":{"n":1,"m":2},"x":{"w":1,"v":2},"y":1}}',
  )
})
