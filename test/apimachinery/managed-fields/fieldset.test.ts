import assert from 'node:assert/strict'
import t from 'tap'
import {
  difference,
  EMPTY_SET,
  equalSets,
  exclude,
  type FieldSet,
  fieldSetBuilder,
  fieldSetOf,
  fromFieldsV1,
  insertPath,
  intersection,
  isEmptySet,
  pathTexts,
  toFieldsV1,
  union,
} from '../../../src/apimachinery/managed-fields/fieldset.ts'
import { fc, forAll } from '../../fixtures/property.ts'

const setOf = (...paths: string[]) =>
  fieldSetOf(...paths.map((path) => path.split('.').map((name) => `f:${name}`)))

t.test('a set contains its members but not their parents', async (t) => {
  const set = setOf('a.b.c', 'a.x')
  t.same(pathTexts(set), ['.a.x', '.a.b.c'])
  t.notOk(set.children.get('f:a')!.member)
  t.ok(isEmptySet(EMPTY_SET))
  t.notOk(isEmptySet(set))
})

t.test('the whole object is never a member', async (t) => {
  const set = fieldSetBuilder()
  insertPath(set, [])
  t.ok(isEmptySet(set))
})

t.test('sets are written as fieldsV1, keys in order', async (t) => {
  const set = fieldSetOf(
    ['f:status', 'f:conditions', 'k:{"type":"B"}', 'f:type'],
    ['f:status', 'f:conditions', 'k:{"type":"A"}'],
    ['f:status', 'f:conditions'],
    ['f:metadata', 'f:finalizers', 'v:"x"'],
    ['f:metadata', 'f:labels'],
  )
  t.equal(
    JSON.stringify(toFieldsV1(set)),
    '{"f:metadata":{"f:finalizers":{"v:\\"x\\"":{}},"f:labels":{}},"f:status":{"f:conditions":{".":{},' +
      '"k:{\\"type\\":\\"A\\"}":{},"k:{\\"type\\":\\"B\\"}":{"f:type":{}}}}}',
  )
  t.same(toFieldsV1(EMPTY_SET), {})
  const inOrder = ['f:a', 'f:b', 'k:{"a":1}', 'k:{"a":1,"b":1}', 'k:{"a":2}', 'k:{"b":1}', 'v:2']
  inOrder.push('v:10', 'v:"a"', 'v:"b"', 'v:false', 'v:true', 'v:null', 'v:{"a":1}', 'i:2', 'i:10')
  const reversed = fieldSetOf(...inOrder.toReversed().map((element) => [element]))
  t.same(Object.keys(toFieldsV1(reversed)), inOrder)
})

t.test('fieldsV1 from clients are parsed leniently', async (t) => {
  const set = fromFieldsV1({
    'f:a': { '.': {} },
    'f:b': { 'z:unknown': { 'f:x': {} } },
    'f:c': { '.': {}, 'k:{ "n":1 }': { 'f:n': {} } },
    'f:d': null,
    'f:': {},
  })
  t.same(pathTexts(set), ['.', '.a', '.b', '.c', '.d', '.c[n=1].n'])
})

t.test('malformed fieldsV1 are an error', async (t) => {
  for (const fields of ['x', 1, [], { 'f:a': 'b' }, { a: {} }, { 'f:a': { 'k:1': {} } }]) {
    t.throws(() => fromFieldsV1(fields))
  }
})

t.test('exclusion removes a path and everything below it', async (t) => {
  t.same(pathTexts(exclude(setOf('a', 'a.b', 'a.b.c', 'd.e', 'd.f'), setOf('a', 'd.e'))), ['.d.f'])
  t.same(pathTexts(exclude(setOf('a'), setOf('a.b'))), ['.a'])
})

t.test('unchanged parts are shared', async (t) => {
  const set = setOf('a.b', 'c')
  t.equal(difference(set, setOf('x', 'a')), set)
  t.equal(exclude(set, setOf('x')), set)
  t.equal(union(set, EMPTY_SET), set)
  t.equal(union(EMPTY_SET, set), set)
  t.equal(difference(set, setOf('c')).children.get('f:a'), set.children.get('f:a'))
})

const ELEMENTS = ['f:a', 'f:b', 'f:labels', 'k:{"n":"x"}', 'k:{"n":"y"}', 'v:"s"', 'v:7', 'i:0']

const anyPaths = fc.array(fc.array(fc.constantFrom(...ELEMENTS), { minLength: 1, maxLength: 4 }), {
  maxLength: 7,
})

t.test('any set survives a round trip through fieldsV1', async (t) => {
  await forAll(t, anyPaths, { numRuns: 500 }, (paths) => {
    const set = fieldSetOf(...paths)
    const fields = toFieldsV1(set)
    assert.ok(equalSets(fromFieldsV1(JSON.parse(JSON.stringify(fields))), set))
    assert.equal(JSON.stringify(toFieldsV1(fromFieldsV1(fields))), JSON.stringify(fields))
  })
})

t.test('operations agree with those on plain sets of paths', async (t) => {
  const names = (set: FieldSet) => new Set(pathTexts(set))
  await forAll(t, fc.tuple(anyPaths, anyPaths), { numRuns: 500 }, (paths) => {
    const [a, b] = paths.map((each) => fieldSetOf(...each)) as [FieldSet, FieldSet]
    const [left, right] = [names(a), names(b)]
    const expect = (set: FieldSet, expected: Iterable<string>, what: string) =>
      assert.deepEqual([...names(set)].sort(), [...expected].sort(), what)
    expect(union(a, b), new Set([...left, ...right]), 'union')
    expect(
      difference(a, b),
      [...left].filter((path) => !right.has(path)),
      'difference',
    )
    expect(
      intersection(a, b),
      [...left].filter((path) => right.has(path)),
      'intersection',
    )
    const isSame = left.size === right.size && [...left].every((path) => right.has(path))
    assert.equal(equalSets(a, b), isSame, 'equal')
    for (const set of [union(a, b), difference(a, b), exclude(a, b), intersection(a, b)])
      assert.ok(equalSets(set, fromFieldsV1(toFieldsV1(set))), 'no empty branches are left')
  })
})

t.test('additions below a leaf of one set change no other set', async (t) => {
  const a = fieldSetOf(['f:data'], ['f:data', 'f:x'], ['f:data', 'f:x', 'f:y'], ['f:data', 'f:x'])
  const b = fieldSetOf(['f:data'], ['f:z'])
  t.strictSame(toFieldsV1(a), { 'f:data': { '.': {}, 'f:x': { '.': {}, 'f:y': {} } } })
  t.strictSame(toFieldsV1(b), { 'f:data': {}, 'f:z': {} })
  t.strictSame(toFieldsV1(fieldSetOf(['f:a', 'f:b'], ['f:a'])), { 'f:a': { '.': {}, 'f:b': {} } })
})
