import t from 'tap'
import { capUpdaters } from '../../../src/api/managed-fields/cap.ts'
import { fieldSetOf, pathTexts } from '../../../src/api/managed-fields/fieldset.ts'
import { type Manager, managerId, type Managers } from '../../../src/api/managed-fields/managers.ts'

const manager = (name: string, minute: number, more: Partial<Manager> = {}): Manager => ({
  name,
  operation: 'Update',
  apiVersion: 'example.com/v1',
  subresource: '',
  time: `2030-01-01T00:${String(minute).padStart(2, '0')}:00Z`,
  set: fieldSetOf([`f:${name}`]),
  ...more,
})

const managersOf = (...all: Manager[]): Managers =>
  new Map(all.map((each) => [managerId(each), each]))
const names = (managers: Managers) => [...managers.values()].map(({ name }) => name).toSorted()
const letters = (text: string) => text.split('').map((name, i) => manager(name, i))

void t.test('ten updaters are remembered, and any number of appliers', async (t) => {
  const managers = managersOf(
    ...letters('abcdefghij'),
    manager('applier', 0, { operation: 'Apply' }),
  )
  capUpdaters(managers)
  t.equal(managers.size, 11)
})

void t.test('the oldest become one', async (t) => {
  const managers = managersOf(...letters('abcdefghijkl').toReversed())
  capUpdaters(managers)
  t.same(names(managers), ['ancient-changes', ...'defghijkl'.split('')])
  const bucket = [...managers.values()].find(({ name }) => name === 'ancient-changes')!
  t.same(pathTexts(bucket.set), ['.a', '.b', '.c'])
  t.equal(bucket.time, '2030-01-01T00:02:00Z', 'the time of the youngest of them')
  t.equal(bucket.subresource, '')
})

void t.test('each version has its own', async (t) => {
  const managers = managersOf(
    manager('a', 0, { apiVersion: 'example.com/v2' }),
    ...letters('bcdefghijk'),
  )
  capUpdaters(managers)
  t.same(names(managers), ['a', 'ancient-changes', ...'defghijk'.split('')])
})

void t.test('what was collected before collects more', async (t) => {
  const managers = managersOf(...letters('abcdefghijk'))
  capUpdaters(managers)
  const late = manager('z', 59)
  managers.set(managerId(late), late)
  capUpdaters(managers)
  t.same(names(managers), ['ancient-changes', ...'defghijk'.split(''), 'z'])
})
