import type { Connection } from './connection.ts'
import type { Keys } from './keys.ts'

export const FIRST = 1

/**
 * Resolves with the first revision in etcd's history, which etcd names to a watch that starts
 * earlier. Never resolves if etcd was not compacted. Rejects with EtcdError.
 */
export const historyBegin = (connection: Connection, range: Keys['range']): Promise<number> =>
  new Promise((resolve, reject) => {
    const stream = connection.watch(({ canceled, compact_revision }) => {
      if (!canceled) return
      stream.end()
      resolve(compact_revision)
    }, reject)
    stream.send({ create_request: { ...range, start_revision: FIRST } })
  })
