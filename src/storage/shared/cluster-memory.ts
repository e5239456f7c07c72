import { append } from '../../apimachinery/append.ts'
import { memorySettings } from '../memory/settings.ts'
import type { ClusterContent, ClusterFile, ClusterRow } from './cluster-file.ts'
import { commitRounds } from './rounds.ts'

interface StoredCluster extends ClusterContent {
  readonly row: ClusterRow
  readonly records: Buffer[]
}

export const openClusterMemory = (): ClusterFile => {
  const clusters = new Map<number, StoredCluster>()
  let lastId = 0
  const change = (id: number, changed: Partial<StoredCluster>): void => {
    const kept = clusters.get(id)
    if (kept !== undefined) clusters.set(id, { ...kept, ...changed })
  }
  return {
    rounds: commitRounds((task) => task()),
    all: () => Array.from(clusters.values(), ({ row }) => row),
    insert: (rows) =>
      rows.map((row) => {
        const id = ++lastId
        clusters.set(id, { row: { ...row, id }, image: null, memo: null, records: [] })
        return id
      }),
    remove: (ids) => {
      for (const id of ids) clusters.delete(id)
    },
    content: (id) => clusters.get(id) ?? { image: null, memo: null, records: [] },
    append: (id, added) => {
      const cluster = clusters.get(id)
      if (cluster !== undefined) append(cluster.records, added)
      change(id, { memo: null })
    },
    keep: (id, image, memo) => change(id, { image, memo, records: [] }),
    note: (id, memo) => change(id, { memo }),
    settings: memorySettings(),
    close: () => undefined,
  }
}
