import t from 'tap'
import { conflictError } from '../../../src/apimachinery/managed-fields/conflicts.ts'
import { type FieldSet, fieldSetOf } from '../../../src/apimachinery/managed-fields/fieldset.ts'
import {
  type Manager,
  managerId,
  type Managers,
} from '../../../src/apimachinery/managed-fields/managers.ts'

const manager = (name: string, more: Partial<Manager> = {}): Manager => ({
  name,
  operation: 'Update',
  apiVersion: 'example.com/v1',
  subresource: '',
  time: '2030-01-01T00:00:00Z',
  set: fieldSetOf(),
  ...more,
})

const errorOf = (...conflicts: [Manager, FieldSet][]) => {
  const managers: Managers = new Map(conflicts.map(([each]) => [managerId(each), each]))
  return conflictError(managers, new Map(conflicts.map(([each, set]) => [managerId(each), set])))
    .status
}

const a = ['f:metadata', 'f:labels', 'f:a']
const condition = ['f:status', 'f:conditions', 'k:{"type":"Ready"}', 'f:status']

t.test('one conflict takes one line', async (t) => {
  t.match(errorOf([manager('x'), fieldSetOf(a)]), {
    message:
      'Apply failed with 1 conflict: conflict with "x" using example.com/v1: .metadata.labels.a',
    reason: 'Conflict',
    details: {
      causes: [
        {
          reason: 'FieldManagerConflict',
          message: 'conflict with "x" using example.com/v1',
          field: '.metadata.labels.a',
        },
      ],
    },
    code: 409,
  })
})

t.test('several conflicts are listed by manager', async (t) => {
  const status = errorOf(
    [manager('y', { operation: 'Apply', subresource: 'status' }), fieldSetOf(condition)],
    [manager('x', { subresource: 'status' }), fieldSetOf(condition, a)],
  )
  t.equal(
    status.message,
    'Apply failed with 3 conflicts: conflicts with "x" with subresource "status" using example.com/v1:\n' +
      '- .metadata.labels.a\n' +
      '- .status.conditions[type="Ready"].status\n' +
      'conflicts with "y" with subresource "status":\n' +
      '- .status.conditions[type="Ready"].status',
  )
  t.equal(status.details?.causes?.length, 3)
  t.equal(status.details?.causes?.[2]?.message, 'conflict with "y" with subresource "status"')
})
