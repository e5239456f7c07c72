import t from 'tap'
import { applyMergePatch } from '../../../src/apimachinery/patch/merge-patch.ts'
import { at, plain } from '../../fixtures/gadget.ts'

t.test('merge patches follow RFC 7386', async (t) => {
  for (const [document, patch, result] of [
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
    [{ a: 'x' }, { a: { b: null, c: 1 } }, { a: { c: 1 } }],
    [{ a: {} }, { a: { b: { c: null, d: 1 } } }, { a: { b: { d: 1 } } }],
  ] as const) {
    const before = structuredClone([document, patch])
    t.same(plain(applyMergePatch(document, patch)), result, JSON.stringify(patch))
    t.same([document, patch], before)
  }
})

t.test('new lists lose the nulls of their objects, like on the real server', async (t) => {
  t.same(plain(applyMergePatch({}, { a: [{ b: null, c: 1 }, null] })), { a: [{ c: 1 }, null] })
})

t.test('a merge patch must be an object', async (t) => {
  const decoding = 'error decoding patch: json: cannot unmarshal'
  for (const [patch, message] of [
    [[], `${decoding} array into Go value of type map[string]interface {}`],
    ['x', `${decoding} string into Go value of type map[string]interface {}`],
    [1, `${decoding} number into Go value of type map[string]interface {}`],
    [true, `${decoding} bool into Go value of type map[string]interface {}`],
    [null, 'Invalid JSON Patch'],
  ] as const)
    t.throws(() => applyMergePatch({}, patch), {
      name: 'StatusError',
      message,
      code: 400,
      reason: 'BadRequest',
    })
})

t.test('keys such as __proto__ and constructor are ordinary keys', async (t) => {
  const patch: unknown = JSON.parse(
    '{"labels":{"__proto__":"a","constructor":"b","toString":null}}',
  )
  const result = applyMergePatch({ labels: { x: '1' } }, patch)
  t.same(Object.entries(Object(at(result, 'labels'))), [
    ['__proto__', 'a'],
    ['constructor', 'b'],
    ['x', '1'],
  ])
  t.equal(Object.getPrototypeOf(at(result, 'labels')), null)
})

t.test(
  'unchanged parts are shared, and a patch without changes returns the document',
  async (t) => {
    const document = { a: { b: { c: 1 } }, d: [1] }
    t.equal(applyMergePatch(document, { a: { b: { c: 1, x: null } }, y: null }), document)
    const result = applyMergePatch(document, { a: { b: { c: 2 } } })
    t.equal(at(result, 'd'), document.d)
  },
)

t.test('objects that the patch names have keys in byte order, others keep theirs', async (t) => {
  const document = { metadata: { name: 'a', labels: { z: 1, a: 1 } }, data: { b: 1, a: 1 } }
  for (const [patch, text] of [
    [{}, '{"data":{"b":1,"a":1},"metadata":{"name":"a","labels":{"z":1,"a":1}}}'],
    [{ metadata: {} }, '{"data":{"b":1,"a":1},"metadata":{"labels":{"z":1,"a":1},"name":"a"}}'],
    [
      { metadata: { labels: { a: 1 } }, data: { c: null } },
      '{"data":{"a":1,"b":1},"metadata":{"labels":{"a":1,"z":1},"name":"a"}}',
    ],
    [{ data: null }, '{"metadata":{"name":"a","labels":{"z":1,"a":1}}}'],
  ] as const)
    t.equal(JSON.stringify(applyMergePatch(document, patch)), text)
})
