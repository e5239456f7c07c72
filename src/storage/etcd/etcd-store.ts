/** The store of a cluster with replicas: etcd, and a copy in memory that a watch keeps current. */
import { isStorable } from '../key-order.ts'
import { closed, conflict, exists, whileOpen } from '../failures.ts'
import type { Change, Row, Settings, Store } from '../store.ts'
import { memorySnapshots } from '../memory/snapshots.ts'
import { rowOf, type Values } from '../values.ts'
import type { Connection } from './connection.ts'
import { type EtcdError, unreachable, writeFailure } from './errors.ts'
import type { EtcdFeed } from './feed.ts'
import type { Keys } from './keys.ts'
import { COMPARE_MOD, type TxnResponse } from './messages.ts'
import type { SharedHistory, Write } from './shared-history.ts'

interface EtcdStoreParts {
  readonly connection: Connection
  readonly keys: Keys
  readonly values: Values
  readonly history: SharedHistory
  readonly settings: Settings
  readonly feed: EtcdFeed
  readonly current: () => Promise<void>
  readonly stop: () => void
  readonly isNew: boolean
}

export interface EtcdStore extends Store {
  readonly isNew: boolean
  current(): Promise<void>
}

export const etcdStore = ({
  connection,
  keys,
  values,
  history,
  settings,
  feed,
  current,
  stop,
  isNew,
}: EtcdStoreParts): EtcdStore => {
  const { surroundings, collections, writes } = history
  const writing = new Set<Promise<unknown>>()
  let isAccepting = true
  let closing: Promise<void> | undefined
  const isOpen = (): boolean => !surroundings.closed

  /** Writes if the key's revision is `expected` (`k8s.io/apiserver/pkg/storage/etcd3/store.go`). */
  const ask = async (
    type: Change['type'],
    key: Buffer,
    expected: number,
    value: Buffer,
  ): Promise<TxnResponse> => {
    await feed.following().catch((error: Error) => {
      throw unreachable(error)
    })
    return connection
      .txn({
        compare: [{ target: COMPARE_MOD, key, mod_revision: expected }],
        success: [
          type === 'delete' ? { request_delete_range: { key } } : { request_put: { key, value } },
        ],
      })
      .catch((error: EtcdError) => {
        throw writeFailure(error)
      })
  }

  const change = (
    type: Change['type'],
    key: string,
    expected: number,
    value: Buffer,
  ): Promise<Row> => {
    if (!isAccepting) throw closed()
    const collection = collections.holding(key)
    if (expected === 0 && !isStorable(key)) throw new TypeError('the key has half a surrogate pair')
    const write: Write = { key, seen: new Map() }
    const perform = async (): Promise<Row> => {
      const { succeeded, header } = await ask(type, keys.ofRow(key), expected, value)
      const { revision } = header!
      await feed.reach(revision)
      // `seen` lacks this revision if the feed stopped or lost history before it
      if (succeeded) return write.seen.get(revision) ?? rowOf(values, key, value, revision)
      if (expected === 0) throw exists()
      throw conflict(collection.get(key), expected)
    }
    writes.add(write)
    const done = perform().finally(() => {
      writes.delete(write)
      writing.delete(done)
    })
    writing.add(done)
    return done
  }

  const close = async (): Promise<void> => {
    await Promise.allSettled(writing)
    stop()
    feed.stop()
    history.close()
    connection.close()
  }

  return {
    settings: whileOpen(settings, isOpen),
    /** empty: clusters with replicas do not support snapshots */
    snapshots: whileOpen(memorySnapshots(), isOpen),
    isNew,
    get revision() {
      return surroundings.revision
    },
    get compacted() {
      return surroundings.compacted
    },
    /** only for an unreachable etcd: a full one still serves reads and deletes */
    get refusal() {
      const { failure } = feed
      return failure && unreachable(failure).message
    },
    collection: (prefix) => collections.of(prefix),
    current,
    create: async (key, value) => change('put', key, 0, value),
    update: async (key, expected, value) => change('put', key, expected, value),
    delete: async (key, expected, value) => change('delete', key, expected, value),
    compact: history.forget,
    close() {
      // watchers that the last commit wakes must not write
      isAccepting = false
      closing ??= close()
      return closing
    },
  }
}
