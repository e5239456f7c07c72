import { nearest } from '../apimachinery/text/nearest.ts'
import type { RunningServer } from '../server/running-server.ts'
import type { SavedSnapshot } from '../storage/store.ts'
import { snapshotName } from '../testing/snapshots/snapshots-feature.ts'
import { timeOf } from '../testing/snapshots/snapshot-manager.ts'

export interface ClusterSnapshot {
  readonly name: string
  /** when it was saved, by the cluster's clock */
  readonly time: Date
  /** number of objects */
  readonly size: number
  /** Restores objects and clock; changed objects get new resourceVersions. Watches end with 410. */
  restore(): Promise<void>
  delete(): Promise<void>
}

type SnapshotServer = Pick<RunningServer, 'snapshots' | 'snapshotManager'>

/** `server` throws if the cluster is not running. */
const handleOf = (server: () => SnapshotServer, kept: SavedSnapshot): ClusterSnapshot => {
  const { name, size } = kept
  const find = (): SavedSnapshot => {
    const all = server().snapshots.all()
    const found = all.find((one) => one.name === name)
    if (found !== undefined) return found
    const meant = nearest(
      name,
      all.map((one) => one.name),
    )
    throw new Error(
      `there is no snapshot ${name}${meant === undefined ? '' : `; there is ${meant}`}`,
    )
  }
  return {
    name,
    time: new Date(timeOf(kept)),
    size,
    restore: async () => server().snapshotManager.restore(find()),
    delete: async () => {
      server().snapshots.remove(find().name)
    },
  }
}

const freeName = ({ snapshots }: SnapshotServer): string => {
  const taken = new Set(snapshots.all().map(({ name }) => name))
  let number = taken.size + 1
  while (taken.has(`snapshot-${number}`)) number++
  return `snapshot-${number}`
}

/** Rejects with FieldProblem for an invalid name. */
export const keepSnapshot = async (
  server: () => SnapshotServer,
  name: string = freeName(server()),
): Promise<ClusterSnapshot> =>
  handleOf(server, await server().snapshotManager.save(snapshotName(name)))

export const keptSnapshots = (server: () => SnapshotServer): ClusterSnapshot[] =>
  server()
    .snapshots.all()
    .map((kept) => handleOf(server, kept))
