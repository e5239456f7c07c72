import t from 'tap'
import { scaledManagers, scaleManagers } from '../../../src/api/managed-fields/manager.ts'
import type { FieldsV1, ManagedFieldsEntry } from '../../../src/api/meta.ts'
import { entryAt } from './entry.ts'

const TIME = '2030-01-01T00:00:00Z'
const VERSIONS = ['example.com/v2', 'example.com/v1']

const entry = entryAt(TIME)

const REPLICAS: FieldsV1 = { 'f:spec': { 'f:replicas': {} } }
const SCALE = { apiVersion: 'autoscaling/v1' }
const NEWEST = { apiVersion: 'example.com/v2' }
const withoutTime = ({ time: _, ...rest }: ManagedFieldsEntry): ManagedFieldsEntry => rest

void t.test('a scale has the managers of the replicas', async (t) => {
  const stored = [
    entry('maker', { 'f:metadata': {}, ...REPLICAS }),
    entry('other', { 'f:spec': { 'f:paused': {} } }),
    entry('foreign', REPLICAS, { apiVersion: 'else.com/v1' }),
  ]
  t.same(scaleManagers(stored, VERSIONS), [entry('maker', REPLICAS, SCALE)])
  t.equal(scaleManagers(undefined, VERSIONS), undefined)
})

void t.test('who writes the scale takes the replicas of the object', async (t) => {
  const stored = [
    entry('applier', REPLICAS, { operation: 'Apply' }),
    entry('maker', { 'f:metadata': { 'f:labels': {} }, ...REPLICAS }),
    entry('only', REPLICAS),
    entry('foreign', REPLICAS, { apiVersion: 'else.com/v1' }),
  ]
  const scaler = entry('scaler', REPLICAS, { ...SCALE, subresource: 'scale' })
  const kept = entry('applier', REPLICAS, { operation: 'Apply', ...SCALE })
  const stray = entry('stray', { 'f:status': {} }, SCALE)
  t.same(scaledManagers(stored, [scaler, kept, stray], VERSIONS), [
    entry('applier', REPLICAS, { operation: 'Apply' }),
    withoutTime(entry('scaler', REPLICAS, { ...NEWEST, subresource: 'scale' })),
    entry('maker', { 'f:metadata': { 'f:labels': {} } }),
  ])
})
