import { notFound } from '../../apimachinery/status.ts'
import type { SavedSnapshot } from '../../storage/store.ts'
import { FieldProblem } from '../bodies/field-problem.ts'
import { readJsonBody } from '../bodies/json-body.ts'
import { type ManagementRequest, type Feature, json } from '../feature.ts'
import type { SnapshotQuota } from './quota.ts'
import { timeOf, type SnapshotManager } from './snapshot-manager.ts'

const NAME = /^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/

/** Throws FieldProblem. */
export const snapshotName = (name: unknown): string => {
  if (typeof name === 'string' && NAME.test(name)) return name
  throw new FieldProblem(
    'name',
    'write at most 63 lower-case letters, digits, - and ., with a letter or digit at both ends',
  )
}

const nameOf = ({ parameters: { name } }: ManagementRequest): string => snapshotName(name)

const info = (snapshot: SavedSnapshot): object => ({
  name: snapshot.name,
  time: timeOf(snapshot),
  resourceVersion: String(snapshot.revision),
  size: snapshot.size,
})

export const snapshotsFeature = (
  snapshotManager: SnapshotManager,
  quota: SnapshotQuota | undefined,
): Feature => {
  const { snapshots } = snapshotManager
  const find = (request: ManagementRequest): SavedSnapshot => {
    const name = nameOf(request)
    const found = snapshots.all().find((snapshot) => snapshot.name === name)
    if (found === undefined) throw notFound({ group: '', resource: 'snapshots' }, name)
    return found
  }
  return {
    name: 'snapshots',
    about: 'save all objects under a name, and restore them',
    routes: {
      'GET /snapshots': () => json({ snapshots: snapshots.all().map(info) }),
      'PUT /snapshots/{name}': async (request) => {
        const name = nameOf(request)
        readJsonBody(request, 'SnapshotRequest')
        const done = quota?.reserveSnapshot(name)
        try {
          return json(info(await snapshotManager.save(name)))
        } finally {
          done?.()
        }
      },
      'POST /snapshots/{name}/restore': async (request) => {
        const found = find(request)
        await snapshotManager.restore(found, (entries) =>
          quota?.assertRestorable(found.name, entries),
        )
        return json(info(found))
      },
      'DELETE /snapshots/{name}': async (request) => {
        const found = find(request)
        snapshots.remove(found.name)
        return json(info(found))
      },
    },
  }
}

export const resetFeature = (snapshotManager: SnapshotManager): Feature => ({
  name: 'reset',
  about: 'restore the state of the first start, with the same CA and credentials',
  routes: {
    'POST /reset': async () => {
      await snapshotManager.reset()
      return json({})
    },
  },
})
