/** The objects of a cluster, kept and brought back. */
import type { RunningServer } from '../server/running-server.ts'
import { nearest } from '../apimachinery/text/nearest.ts'
import type { KeptSnapshot } from '../storage/store.ts'
import { snapshotName } from '../testing/worlds/snapshots-feature.ts'
import { timeOf } from '../testing/worlds/worlds.ts'

export interface ClusterSnapshot {
  readonly name: string
  /** when it was kept, in the cluster's time */
  readonly time: Date
  /** how many objects it has */
  readonly size: number
  /**
   * Brings it back: all objects as they were, under new resourceVersions, and the clock where it was. Watches end with 410. May be called
   * as often as you like.
   */
  restore(): Promise<void>
  delete(): Promise<void>
}

type Parts = Pick<RunningServer, 'snapshots' | 'worlds'>

/** `server`: finds it each time, and throws while there is none. */
const handleOf = (server: () => Parts, kept: KeptSnapshot): ClusterSnapshot => {
  const { name, size } = kept
  const find = (): KeptSnapshot => {
    const all = server().snapshots.all()
    const found = all.find((one) => one.name === name)
    if (found !== undefined) return found
    const meant = nearest(
      name,
      all.map((one) => one.name),
    )
    throw new Error(
      `there is no snapshot ${name} any more${meant === undefined ? '' : `; there is ${meant}`}`,
    )
  }
  return {
    name,
    time: new Date(timeOf(kept)),
    size,
    restore: async () => server().worlds.restore(find()),
    delete: async () => {
      server().snapshots.remove(find().name)
    },
  }
}

/** A name that no snapshot has. */
const freeName = ({ snapshots }: Parts): string => {
  const taken = new Set(snapshots.all().map(({ name }) => name))
  let number = taken.size + 1
  while (taken.has(`snapshot-${number}`)) number++
  return `snapshot-${number}`
}

/** Keeps all objects under a name. Rejects with FieldProblem for what is no name. */
export const keepSnapshot = async (
  server: () => Parts,
  name: string = freeName(server()),
): Promise<ClusterSnapshot> => handleOf(server, await server().worlds.save(snapshotName(name)))

/** All that are kept, in the order of their names. */
export const keptSnapshots = (server: () => Parts): ClusterSnapshot[] =>
  server()
    .snapshots.all()
    .map((kept) => handleOf(server, kept))
