import t from 'tap'
import { JsonNumber } from '../../../src/apimachinery/text/json.ts'
import { applyJsonPatch, jsonPatchProblems } from '../../../src/apimachinery/patch/json-patch.ts'
import { StatusError } from '../../../src/apimachinery/status.ts'
import { at, plain } from '../../fixtures/gadget.ts'
import { times } from '../../fixtures/times.ts'

const operation =
  (op: string) =>
  (path: string, ...values: unknown[]) => ({
    op,
    path,
    ...(values.length > 0 && { value: values[0] }),
  })
const add = operation('add')
const remove = operation('remove')
const replace = operation('replace')
const test = operation('test')
const move = (from: string, path: string) => ({ op: 'move', from, path })
const copy = (from: string, path: string) => ({ ...move(from, path), op: 'copy' })

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

t.test("operations follow RFC 6902, with the quirks of the real server's library", async (t) => {
  const { a, list } = document()
  for (const [operations, result] of [
    [[], {}],
    [[add('/a/g', '4')], { a: { ...a, g: '4' } }],
    [[add('/a/b', { x: 1 })], { a: { ...a, b: { x: 1 } } }],
    [[add('/list/1', 'w')], { list: ['x', 'w', 'y', 'z'] }],
    [[add('/list/3', 'w')], { list: [...list, 'w'] }],
    [[add('/list/-', 'w')], { list: [...list, 'w'] }],
    [[remove('/list/0')], { list: ['y', 'z'] }],
    [[remove('/a/c~1d'), remove('/a/e~0f')], { a: { b: '1' } }],
    [[replace('/list/2', 'w')], { list: ['x', 'y', 'w'] }],
    [[move('/list/0', '/list/2')], { list: ['y', 'z', 'x'] }],
    [[move('/list', '/a/b')], { a: { ...a, b: list }, list: undefined }],
    [[copy('/list', '/a/b')], { a: { ...a, b: list } }],
    [[test('/a', { 'e~f': '3', 'c/d': '2', b: '1' }), test('/list', list), test('/n', null)], {}],
    [[add('/list/-1', 'w')], { list: ['x', 'y', 'z', 'w'] }],
    [[add('/list/-4', 'w')], { list: ['w', 'x', 'y', 'z'] }],
    [[remove('/list/-1')], { list: ['x', 'y'] }],
    [[replace('/list/-3', 'w')], { list: ['w', 'y', 'z'] }],
    [[replace('/a/new', '1')], { a: { ...a, new: '1' } }],
    [[add('/a/b')], { a: { ...a, b: null } }],
    [[copy('/missing', '/a/b')], { a: { ...a, b: null } }],
    [[test('/missing')], {}],
    [[test('/missing', null)], {}],
    [[add('ignored/a/b', '9')], { a: { ...a, b: '9' } }],
    [[test('', document())], {}],
  ] as const) {
    t.same(patched(...operations), plain({ ...document(), ...result }), JSON.stringify(operations))
  }
  t.same(patched(replace('', { z: 1 })), { z: 1 })
  t.same(patched(replace('', [])), [])
})

t.test('a failed operation is a 422 without details', async (t) => {
  const operations = [
    { op: 'jump', path: '/a' },
    { path: '/a' },
    { op: 'add', value: 1 },
    add('metadata', 1),
    add('', 1),
    add('/missing/a', 1),
    add('/a/b/c', 1),
    add('/n/x', 1),
    add('/list/4', 1),
    add('/list/-5', 1),
    add('/list/x', 1),
    add('/list/', 1),
    remove('/a/zzz'),
    remove('/list/3'),
    remove('/list/-'),
    replace('/list/3', 1),
    replace('', 'x'),
    { op: 'move', path: '/a/b' },
    move('/missing', '/a/b'),
    move('/a', '/a/b'),
    copy('/missing/x', '/a/b'),
    test('/a/b', '2'),
    test('/a/b'),
    test('/list', ['x', 'y']),
    test('', {}),
  ]
  for (const operation of operations) {
    const error = errorOf([operation])
    t.equal(error?.code, 422, JSON.stringify(operation))
    t.equal(error?.message, 'the server rejected our request due to an error in our request')
    t.strictSame(error?.status.details, {})
  }
})

t.test('numbers are equal only if their text is the same', async (t) => {
  const numbers = { one: new JsonNumber('1.0') }
  t.equal(errorOf([test('/one', new JsonNumber('1.0'))], numbers), undefined)
  for (const other of [1, '1.0', new JsonNumber('1.00')])
    t.equal(errorOf([test('/one', other)], numbers)?.code, 422)
  t.equal(errorOf([test('/text', new JsonNumber('1.0'))], { text: '1.0' })?.code, 422)
})

t.test('an invalid patch is a 400', async (t) => {
  for (const [patch, why] of [
    [{}, 'object into Go value of type []handlers.jsonPatchOp'],
    ['x', 'string into Go value of type []handlers.jsonPatchOp'],
    [['x'], 'string into Go value of type handlers.jsonPatchOp'],
    [[[]], 'array into Go value of type handlers.jsonPatchOp'],
    [[{ op: 1 }], 'number into Go struct field jsonPatchOp.op of type string'],
    [[{ op: 'add', path: {} }], 'object into Go struct field jsonPatchOp.path of type string'],
    [[{ op: 'copy', from: true }], 'bool into Go struct field jsonPatchOp.from of type string'],
  ] as const) {
    const error = errorOf(patch)
    t.equal(error?.code, 400)
    t.equal(error?.message, `error decoding patch: json: cannot unmarshal ${why}`)
  }
  t.equal(errorOf(null), undefined, 'null as a patch means no operations')
  t.equal(errorOf([null])?.code, 422, 'null in the list is an unknown operation')
})

t.test('more than ten thousand operations are rejected', async (t) => {
  const operations = (length: number) => times(length, () => test('/a/b', '1'))
  t.equal(errorOf(operations(10_000)), undefined)
  const error = errorOf(operations(10_001))
  t.equal(error?.code, 413)
  t.equal(
    error?.message,
    'Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001',
  )
})

t.test('copies cannot make a document grow endlessly', async (t) => {
  const doubling = times(30, (i) => ({
    op: 'copy',
    from: '/data',
    path: `/data/k${i}`,
  }))
  t.equal(errorOf(doubling.slice(0, 8), { data: { text: 'x'.repeat(1000) } }), undefined)
  t.equal(errorOf(doubling, { data: { text: 'x'.repeat(1000) } })?.code, 422)
})

t.test('the document is not changed, and untouched parts are shared', async (t) => {
  const target = document()
  const result = applyJsonPatch(target, [add('/a/x', '1'), remove('/a/b')])
  t.same(target, document())
  t.equal(at(result, 'list'), target.list)
})

t.test('a copy is independent of its original', async (t) => {
  t.same(
    patched(
      add('/a/x', { y: '1' }),
      add('/a/x/z', '1'),
      copy('/a/x', '/copy'),
      add('/copy/only', 'here'),
      add('/a/x/only', 'there'),
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
  patched(add('/a/x', value), add('/a/x/y/-', 2))
  t.same(value, { y: [1] })
})

t.test('__proto__ is an ordinary key', async (t) => {
  const result = applyJsonPatch(document(), [add('/a/__proto__', 'x'), add('/a/constructor', 'y')])
  const keys = ['__proto__', 'b', 'c/d', 'constructor', 'e~f']
  t.same(Object.keys(Object(at(result, 'a'))), keys)
  t.equal(errorOf([add('/__proto__/x', 1)])?.code, 422)
  t.equal(errorOf([remove('/a/toString')])?.code, 422)
})

t.test('unknown and duplicate fields of operations are reported', async (t) => {
  t.same(
    jsonPatchProblems(
      [add('/a', 1), { op: 'test', paht: '/a', Path: '' }, remove('/b')],
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

t.test("objects on a pointer's path get sorted keys, others keep their order", async (t) => {
  const result = applyJsonPatch({ z: { y: 1, x: { w: 1, v: 2 } }, b: { d: 1, c: 2 }, a: 1 }, [
    add('/z/a', { n: 1, m: 2 }),
  ])
  t.equal(
    JSON.stringify(result),
    '{"a":1,"b":{"d":1,"c":2},"z":{"a":{"n":1,"m":2},"x":{"w":1,"v":2},"y":1}}',
  )
})

t.test('the document and what a test compares get sorted keys, too', async (t) => {
  const document = { z: 1, b: { d: { f: 1, e: 2 }, c: 2 }, a: { d: 1, c: 2 } }
  for (const [operations, text] of [
    [[], '{"a":{"d":1,"c":2},"b":{"d":{"f":1,"e":2},"c":2},"z":1}'],
    [[test('/b', document.b)], '{"a":{"d":1,"c":2},"b":{"c":2,"d":{"e":2,"f":1}},"z":1}'],
    [[test('', document)], '{"a":{"c":2,"d":1},"b":{"c":2,"d":{"e":2,"f":1}},"z":1}'],
  ] as const)
    t.equal(JSON.stringify(applyJsonPatch(document, operations)), text)
})
