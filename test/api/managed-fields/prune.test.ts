import t from 'tap'
import { type FieldSet, fieldSetOf, EMPTY_SET } from '../../../src/api/managed-fields/fieldset.ts'
import { prune } from '../../../src/api/managed-fields/prune.ts'
import { gadgetSchema, plain } from '../../fixtures/gadget.ts'

const label = (name: string) => ['f:metadata', 'f:labels', `f:${name}`]
const pruned = (merged: object, last: FieldSet, owned: FieldSet) =>
  plain(prune(gadgetSchema, merged, last, owned))

const object = { metadata: { name: 'g', labels: { a: '1', b: '2' } } }

void t.test('what was owned and is owned no more goes', async (t) => {
  t.same(pruned(object, fieldSetOf(label('a'), label('b')), fieldSetOf(label('b'))), {
    metadata: { name: 'g', labels: { b: '2' } },
  })
})

void t.test('what another owns stays', async (t) => {
  t.same(pruned(object, fieldSetOf(label('a')), fieldSetOf(label('a'))), object)
})

void t.test('what was nobody’s stays where somebody owns what it is in', async (t) => {
  const labels = fieldSetOf(['f:metadata', 'f:name'], ['f:metadata', 'f:labels'])
  t.same(pruned(object, fieldSetOf(label('a')), labels), {
    metadata: { name: 'g', labels: { b: '2' } },
  })
  t.equal(prune(gadgetSchema, object, EMPTY_SET, EMPTY_SET), object)
})

void t.test('a declared container goes with the last that anybody owned in it', async (t) => {
  const name = fieldSetOf(['f:metadata', 'f:name'])
  t.same(pruned(object, fieldSetOf(label('a'), label('b')), name), { metadata: { name: 'g' } })
})

void t.test('an item goes with what is in it, even when somebody has a part of that', async (t) => {
  const item = ['f:spec', 'f:parts', 'k:{"name":"p"}']
  const mode = ['f:spec', 'f:mode']
  const red = [...item, 'f:colours', 'f:red']
  const last = fieldSetOf(item, [...item, 'f:name'], [...item, 'f:size'])
  const other = { name: 'q' }
  const merged = {
    spec: { mode: 'm', parts: [{ name: 'p', size: 1, colours: { red: '1' } }, other] },
  }
  const left = { spec: { mode: 'm', parts: [other] } }
  const q = ['f:spec', 'f:parts', 'k:{"name":"q"}']
  const rest = [mode, q, [...q, 'f:name']]
  t.same(pruned(merged, last, fieldSetOf(...rest)), left)
  t.same(pruned(merged, last, fieldSetOf(...rest, red)), left)
  t.same(pruned(merged, last, fieldSetOf(...rest, item, [...item, 'f:name'], red)), {
    spec: { mode: 'm', parts: [{ name: 'p', colours: { red: '1' } }, other] },
  })
})
