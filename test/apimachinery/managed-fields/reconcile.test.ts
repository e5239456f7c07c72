import t from 'tap'
import {
  EMPTY_SET,
  fieldSetOf,
  pathTexts,
} from '../../../src/apimachinery/managed-fields/fieldset.ts'
import { reconcile } from '../../../src/apimachinery/managed-fields/reconcile.ts'
import { removeItems } from '../../../src/apimachinery/managed-fields/remove-items.ts'
import { toFieldSet } from '../../../src/apimachinery/managed-fields/to-field-set.ts'
import { gadget, gadgetLists, gadgetSchema, plain } from '../../fixtures/gadget.ts'

t.test('a member inside an atomic value is replaced by the whole value', async (t) => {
  const reconciled = (...path: string[]) =>
    pathTexts(reconcile(gadgetSchema, fieldSetOf(['f:spec', ...path])))
  t.same(reconciled('f:rules', 'i:0'), ['.spec.rules'])
  t.same(reconciled('f:selector', 'f:a'), ['.spec.selector'])
  t.same(reconciled('f:parts', 'k:{"name":"a"}', 'f:coats', 'v:"b"'), [
    '.spec.parts[name="a"].coats',
  ])
  t.same(reconciled('f:place', 'f:room'), ['.spec.place.room'])
  t.same(reconciled('f:unknown', 'f:a'), ['.spec.unknown.a'])
  const set = fieldSetOf(['f:metadata', 'f:labels', 'f:a'])
  t.equal(reconcile(gadgetSchema, set), set)
})

t.test('unknown fields are left out of the set', async (t) => {
  const object = { unknown: { a: 1 }, spec: { mode: 'a' } }
  t.same(pathTexts(toFieldSet(gadgetSchema, object)), ['.spec.mode'])
})

t.test('values without a member of the set stay unchanged', async (t) => {
  const object = gadget({
    metadata: { labels: { a: '1' } },
    spec: { tags: ['a'], parts: [{ name: 'a' }], place: {} },
  })
  const others = fieldSetOf(
    ['f:metadata', 'f:labels', 'f:b'],
    ['f:spec', 'f:tags', 'v:"b"'],
    ['f:spec', 'f:parts', 'k:{"name":"b"}', 'f:size'],
    ['f:spec', 'f:mode'],
  )
  t.equal(removeItems(gadgetSchema, object, others), object)
  t.equal(removeItems(gadgetLists.tags, object.spec!['tags'], others), object.spec!['tags'])
  const empty = {}
  t.equal(removeItems(gadgetSchema, empty, EMPTY_SET), empty)
  const mode = { type: 'scalar', scalar: 'string', goType: 'string' } as const
  t.equal(removeItems(mode, 'a', others), 'a')
})

t.test('members are removed, and a container without other members becomes null', async (t) => {
  const spec = { rules: ['a'], tags: ['a', 'b'], place: { room: 'a' } }
  const left = (...paths: string[][]) =>
    plain(
      removeItems(gadgetSchema, { spec }, fieldSetOf(...paths.map((path) => ['f:spec', ...path]))),
    )
  t.same(left(['f:tags', 'v:"a"'], ['f:place']), { spec: { rules: ['a'], tags: ['b'] } })
  t.same(left(['f:tags', 'v:"a"'], ['f:tags', 'v:"b"']), { spec: { ...spec, tags: null } })
  t.same(left(['f:place', 'f:room'], ['f:rules', 'i:0']), {
    spec: { rules: null, tags: ['a', 'b'], place: null },
  })
})
