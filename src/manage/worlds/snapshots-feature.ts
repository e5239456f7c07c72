/** Snapshots: the objects of a cluster under a name. */
import { notFound } from '../../api/status.ts'
import type { Registry } from '../../registry/registry.ts'
import type { Entry, KeptSnapshot, Snapshots } from '../../store/store.ts'
import { type Asked, type Feature, json, type Reply, type Route } from '../feature.ts'
import { FieldProblem } from '../bodies/field-problem.ts'
import { readInTurns, readJsonBodyInTurns } from '../bodies/json-body.ts'
import { snapshotDocument, storedObject } from './snapshot-document.ts'
import type { Room } from './room.ts'
import { timeOf, type Worlds } from './worlds.ts'

export interface SnapshotParts {
  readonly worlds: Worlds
  readonly room: Room
  readonly snapshots: Snapshots
  readonly registries: readonly Registry[]
}

const NAME = /^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/

/** Throws FieldProblem for what cannot be the name of a snapshot. */
export const snapshotName = (name: unknown): string => {
  if (typeof name === 'string' && NAME.test(name)) return name
  throw new FieldProblem(
    'name',
    'write at most 63 small letters, digits, - and ., with a letter or digit at both ends',
  )
}

const nameOf = ({ parameters: { name } }: Asked): string => snapshotName(name)

const info = (snapshot: KeptSnapshot): object => ({
  name: snapshot.name,
  time: timeOf(snapshot),
  resourceVersion: String(snapshot.revision),
  size: snapshot.size,
})

export const snapshotsFeature = ({
  worlds,
  room,
  snapshots,
  registries,
}: SnapshotParts): Feature => {
  const readObject = storedObject(registries)
  const find = (asked: Asked): KeptSnapshot => {
    const name = nameOf(asked)
    const found = snapshots.all().find((snapshot) => snapshot.name === name)
    if (found === undefined) throw notFound({ group: '', resource: 'snapshots' }, name)
    return found
  }
  const withRoom = async <T>(
    name: string,
    entries: readonly Entry[] | undefined,
    task: () => Promise<T>,
  ): Promise<T> => {
    const done = room.forMore(name, entries)
    try {
      return await task()
    } finally {
      done()
    }
  }
  const routes: readonly Route[] = [
    {
      method: 'GET',
      path: '/snapshots',
      answer: () => json({ snapshots: snapshots.all().map(info) }),
    },
    {
      method: 'GET',
      path: '/snapshots/{name}',
      answer: (asked): Reply => {
        const found = find(asked)
        const body = snapshotDocument(info(found), snapshots.entries(found.name))
        return { code: 200, contentType: 'application/json', body }
      },
    },
    {
      method: 'PUT',
      path: '/snapshots/{name}',
      answer: async (asked) => {
        const name = nameOf(asked)
        // only the objects of a document are believed, not its name, time, revision and size
        const { objects } = await readJsonBodyInTurns(asked, 'GivenSnapshot')
        const entries = objects && (await readInTurns(objects, readObject, 'objects'))
        return json(info(await withRoom(name, entries, () => worlds.save(name, entries))))
      },
    },
    {
      method: 'POST',
      path: '/snapshots/{name}/objects',
      answer: async (asked) => {
        const { objects } = await readJsonBodyInTurns(asked, 'MoreObjects')
        const entries = await readInTurns(objects, readObject, 'objects')
        const { name } = find(asked)
        await withRoom(name, entries, () => worlds.add(name, entries))
        return json(info(find(asked)))
      },
    },
    {
      method: 'POST',
      path: '/snapshots/{name}/restore',
      answer: async (asked) => {
        const found = find(asked)
        await worlds.restore(found, (entries) => room.forWorld(found.name, entries))
        return json(info(found))
      },
    },
    {
      method: 'DELETE',
      path: '/snapshots/{name}',
      answer: async (asked) => {
        const found = find(asked)
        snapshots.remove(found.name)
        return json(info(found))
      },
    },
  ]
  return { name: 'snapshots', about: 'keep all objects under a name, and bring them back', routes }
}
