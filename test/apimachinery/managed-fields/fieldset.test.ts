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
import { Random } from '../../fixtures/random.ts'

/** `a.b` and `a.b.c` as a set */
const setOf = (...paths: string[]) =>
  fieldSetOf(...paths.map((path) => path.split('.').map((name) => `f:${name}`)))

t.test('a set knows its members and not their parents', async (t) => {
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
})

t.test('fieldsV1 of clients are read leniently', async (t) => {
  const set = fromFieldsV1({
    'f:a': { '.': {} },
    'f:b': { 'z:unknown': { 'f:x': {} } },
    'f:c': { '.': {}, 'k:{ "n":1 }': { 'f:n': {} } },
    'f:d': null,
  })
  t.same(pathTexts(set), ['.a', '.b', '.c', '.d', '.c[n=1].n'])
})

t.test('malformed fieldsV1 are an error', async (t) => {
  for (const fields of ['x', 1, [], { 'f:a': 'b' }, { a: {} }, { 'f:a': { 'k:1': {} } }]) {
    t.throws(() => fromFieldsV1(fields))
  }
})

t.test('exclusion takes everything below', async (t) => {
  t.same(pathTexts(exclude(setOf('a', 'a.b', 'a.b.c', 'd.e', 'd.f'), setOf('a', 'd.e'))), ['.d.f'])
  t.same(pathTexts(exclude(setOf('a'), setOf('a.b'))), ['.a'])
})

t.test('what does not change is shared', async (t) => {
  const set = setOf('a.b', 'c')
  t.equal(difference(set, setOf('x', 'a')), set)
  t.equal(exclude(set, setOf('x')), set)
  t.equal(union(set, EMPTY_SET), set)
  t.equal(union(EMPTY_SET, set), set)
  t.equal(difference(set, setOf('c')).children.get('f:a'), set.children.get('f:a'))
})

const ELEMENTS = ['f:a', 'f:b', 'f:labels', 'k:{"n":"x"}', 'k:{"n":"y"}', 'v:"s"', 'v:7', 'i:0']

const randomPaths = (random: Random) =>
  Array.from({ length: random.int(8) }, () =>
    Array.from({ length: 1 + random.int(4) }, () => random.pick(ELEMENTS)),
  )

t.test('any set survives the way to fieldsV1 and back', async (t) => {
  const random = new Random(1)
  for (let i = 0; i < 500; i++) {
    const set = fieldSetOf(...randomPaths(random))
    const fields = toFieldsV1(set)
    t.ok(equalSets(fromFieldsV1(JSON.parse(JSON.stringify(fields))), set), JSON.stringify(fields))
    t.equal(JSON.stringify(toFieldsV1(fromFieldsV1(fields))), JSON.stringify(fields))
  }
})

t.test('operations agree with those on plain sets of paths', async (t) => {
  const random = new Random(2)
  const names = (set: FieldSet) => new Set(pathTexts(set))
  for (let i = 0; i < 500; i++) {
    const a = fieldSetOf(...randomPaths(random))
    const b = fieldSetOf(...randomPaths(random))
    const [left, right] = [names(a), names(b)]
    const expect = (set: FieldSet, paths: Iterable<string>, what: string) =>
      t.same([...names(set)].sort(), [...paths].sort(), what)
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
    t.equal(equalSets(a, b), left.size === right.size && [...left].every((path) => right.has(path)))
    for (const set of [union(a, b), difference(a, b), exclude(a, b), intersection(a, b)]) {
      t.ok(equalSets(set, fromFieldsV1(toFieldsV1(set))), 'no empty branches are left')
    }
  }
})

t.test('what is added below a leaf of one set changes no other', async (t) => {
  const a = fieldSetOf(['f:data'], ['f:data', 'f:x'], ['f:data', 'f:x', 'f:y'], ['f:data', 'f:x'])
  const b = fieldSetOf(['f:data'], ['f:z'])
  t.strictSame(toFieldsV1(a), { 'f:data': { '.': {}, 'f:x': { '.': {}, 'f:y': {} } } })
  t.strictSame(toFieldsV1(b), { 'f:data': {}, 'f:z': {} })
  t.strictSame(toFieldsV1(fieldSetOf(['f:a', 'f:b'], ['f:a'])), { 'f:a': { '.': {}, 'f:b': {} } })
})
