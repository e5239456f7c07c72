import t from 'tap'
import type { KubeObject } from '../../../src/apimachinery/meta.ts'
import {
  ageColumn,
  column,
  createdColumn,
  nameColumn,
  wideColumn,
} from '../../../src/apiserver/registry/columns.ts'

const object: KubeObject = {
  kind: 'Thing',
  apiVersion: 'v1',
  metadata: { name: 'x', creationTimestamp: '2030-01-01T00:00:00Z' },
}

t.test('the name, created and age columns show metadata', async (t) => {
  t.match(nameColumn, { name: 'Name', type: 'string', format: 'name', priority: 0 })
  t.equal(nameColumn.cell(object, 0), 'x')
  t.equal(createdColumn.type, 'date')
  t.equal(createdColumn.cell(object, 0), '2030-01-01T00:00:00Z')
  t.equal(createdColumn.cell({ ...object, metadata: {} }, 0), '')
  t.match(ageColumn, { name: 'Age', type: 'string', format: '', priority: 0 })
  t.equal(ageColumn.cell(object, Date.parse('2030-01-01T00:02:01Z')), '2m1s')
})

t.test('a column is a string by default, and always shown unless it is wide', async (t) => {
  const cell = () => 3
  t.match(column('Size', 'How large.', cell), {
    type: 'string',
    format: '',
    priority: 0,
    description: 'How large.',
  })
  t.match(column('Size', '', cell, { type: 'integer' }), { type: 'integer', format: '' })
  t.equal(wideColumn('Size', '', cell).priority, 1)
})
