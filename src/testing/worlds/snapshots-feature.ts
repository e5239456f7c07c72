import { notFound } from '../../apimachinery/status.ts'
import type { KeptSnapshot, Snapshots } from '../../storage/store.ts'
import { FieldProblem } from '../bodies/field-problem.ts'
import { readJsonBody } from '../bodies/json-body.ts'
import { type ManagementRequest, type Feature, json } from '../feature.ts'
import type { Room } from './room.ts'
import { timeOf, type Worlds } from './worlds.ts'

interface SnapshotParts {
  readonly worlds: Worlds
  readonly room: Room
  readonly snapshots: Snapshots
}

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

const info = (snapshot: KeptSnapshot): object => ({
  name: snapshot.name,
  time: timeOf(snapshot),
  resourceVersion: String(snapshot.revision),
  size: snapshot.size,
})

export const snapshotsFeature = ({ worlds, room, snapshots }: SnapshotParts): Feature => {
  const find = (asked: ManagementRequest): KeptSnapshot => {
    const name = nameOf(asked)
    const found = snapshots.all().find((snapshot) => snapshot.name === name)
    if (found === undefined) throw notFound({ group: '', resource: 'snapshots' }, name)
    return found
  }
  return {
    name: 'snapshots',
    about: 'save all objects under a name, and restore them',
    routes: {
      'GET /snapshots': () => json({ snapshots: snapshots.all().map(info) }),
      'PUT /snapshots/{name}': async (asked) => {
        const name = nameOf(asked)
        readJsonBody(asked, 'SnapshotWish')
        const done = room.forOneMore(name)
        try {
          return json(info(await worlds.save(name)))
        } finally {
          done()
        }
      },
      'POST /snapshots/{name}/restore': async (asked) => {
        const found = find(asked)
        await worlds.restore(found, (entries) => room.forWorld(found.name, entries))
        return json(info(found))
      },
      'DELETE /snapshots/{name}': async (asked) => {
        const found = find(asked)
        snapshots.remove(found.name)
        return json(info(found))
      },
    },
  }
}
