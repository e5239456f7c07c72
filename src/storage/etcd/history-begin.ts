import type { Connection } from './connection.ts'
import type { Keys } from './keys.ts'

/** The first revision of a new etcd. */
export const FIRST = 1

/** Where history begins that etcd still has: it tells a watch that is to begin before. Rejects with EtcdError. */
export const historyBegin = (connection: Connection, range: Keys['range']): Promise<number> =>
  new Promise((resolve, reject) => {
    const stream = connection.watch(({ canceled, compact_revision }) => {
      if (!canceled) return
      stream.end()
      resolve(compact_revision)
    }, reject)
    stream.send({ create_request: { ...range, start_revision: FIRST } })
  })
