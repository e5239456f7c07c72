import t from 'tap'
import { fieldSetOf, pathTexts } from '../../../src/api/managed-fields/fieldset.ts'
import { reconcile } from '../../../src/api/managed-fields/reconcile.ts'
import { gadgetSchema } from '../../fixtures/gadget.ts'

void t.test('parts of a value that is owned whole become the value', async (t) => {
  const set = fieldSetOf(
    ['f:spec', 'f:rules', 'v:"a"'],
    ['f:spec', 'f:target', 'f:name'],
    ['f:spec', 'f:parts', 'k:{"name":"p"}', 'f:colours', 'f:red'],
    ['f:spec', 'f:unknown', 'f:x'],
  )
  t.same(pathTexts(reconcile(gadgetSchema, set)), [
    '.spec.rules',
    '.spec.target',
    '.spec.parts[name="p"].colours.red',
    '.spec.unknown.x',
  ])
})

void t.test('a set that fits stays as it is', async (t) => {
  const set = fieldSetOf(['f:metadata', 'f:labels', 'f:a'], ['f:spec', 'f:rules'])
  t.equal(reconcile(gadgetSchema, set), set)
})
