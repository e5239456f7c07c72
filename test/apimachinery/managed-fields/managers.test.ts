import t from 'tap'
import { fieldSetOf } from '../../../src/apimachinery/managed-fields/fieldset.ts'
import {
  decodeManagers,
  encodeManagers,
  managerId,
  withSet,
} from '../../../src/apimachinery/managed-fields/managers.ts'
import type { ManagedFieldsEntry } from '../../../src/apimachinery/meta.ts'

const entry: ManagedFieldsEntry = {
  manager: 'kubectl',
  operation: 'Update',
  apiVersion: 'example.com/v1',
  time: '2030-01-01T00:00:00Z',
  fieldsType: 'FieldsV1',
  fieldsV1: { 'f:spec': { 'f:mode': {} } },
  subresource: 'status',
}

t.test(
  'a manager is identified by name, operation, subresource and, for updates, version',
  async (t) => {
    const manager = { name: 'a', operation: 'Update', apiVersion: 'v1', subresource: '' } as const
    t.equal(managerId(manager), '{"manager":"a","operation":"Update","apiVersion":"v1"}')
    t.equal(managerId({ ...manager, operation: 'Apply' }), '{"manager":"a","operation":"Apply"}')
    t.equal(
      managerId({ ...manager, name: '', subresource: 'status' }),
      '{"operation":"Update","apiVersion":"v1","subresource":"status"}',
    )
  },
)

t.test('an untouched entry is written as it was read', async (t) => {
  t.equal(encodeManagers(decodeManagers([entry])!)?.[0], entry)
})

t.test('a changed entry has its fields in wire order', async (t) => {
  const managers = decodeManagers([entry])!
  const [id] = managers.keys()
  const manager = managers.get(id!)!
  t.equal(withSet(manager, manager.set), manager)
  managers.set(id!, withSet(manager, fieldSetOf(['f:spec', 'f:size'])))
  t.equal(
    JSON.stringify(encodeManagers(managers)),
    '[{"manager":"kubectl","operation":"Update","apiVersion":"example.com/v1","time":"2030-01-01T00:00:00Z",' +
      '"fieldsType":"FieldsV1","fieldsV1":{"f:spec":{"f:size":{}}},"subresource":"status"}]',
  )
})

t.test('one malformed entry makes all invalid', async (t) => {
  const malformed: ManagedFieldsEntry[] = [
    { ...entry, apiVersion: '' },
    { ...entry, fieldsType: 'FieldsV2' },
    { ...entry, fieldsV1: { spec: {} } },
    { manager: 'x' },
  ]
  for (const bad of malformed) t.equal(decodeManagers([entry, bad]), undefined)
  const { fieldsV1: _, ...bare } = entry
  t.equal(decodeManagers([bare])?.size, 1, 'an entry without fieldsV1 is valid')
})

t.test('entries are ordered by operation, time, manager, version and subresource', async (t) => {
  const ordered: ManagedFieldsEntry[] = [
    { ...entry, operation: 'Apply', manager: 'b', time: '2030-01-01T00:00:00Z' },
    { ...entry, operation: 'Apply', manager: 'a', time: '2030-01-01T00:00:01Z' },
    { ...entry, manager: 'c' },
    { ...entry, manager: 'd', subresource: '' },
    { ...entry, manager: 'd' },
    { ...entry, manager: 'd', apiVersion: 'example.com/v2' },
    { ...entry, manager: 'a', time: '2031-01-01T00:00:00Z' },
  ]
  t.strictSame(encodeManagers(decodeManagers(ordered.toReversed())!), ordered)
  const { time: _, ...timeless } = { ...entry, manager: 'z' }
  t.strictSame(encodeManagers(decodeManagers([entry, timeless])!), [timeless, entry])
})

t.test('an empty set of managers has no managedFields', async (t) => {
  t.equal(encodeManagers(new Map()), undefined)
})
