/** A cluster in etcd, taken out as a whole and put in as a whole. */
import { Connection, type EtcdServers } from '../etcd/connection.ts'
import { EtcdError, NewerFormatError } from '../etcd/errors.ts'
import { newerFormat, writeFormat } from '../etcd/format.ts'
import { Keys } from '../etcd/keys.ts'
import { COMPARE_MOD, type KeyValue } from '../etcd/messages.ts'
import { readAll } from '../etcd/read-all.ts'
import { EtcdSettings } from '../etcd/settings.ts'
import { EtcdSnapshots } from '../etcd/snapshots.ts'
import { tlsFailure } from '../etcd/tls-failure.ts'
import { OpenError } from '../open.ts'
import {
  byRevision,
  FILLING,
  type Filling,
  NotEmptyError,
  overtaken,
  refuseIncomplete,
  type Whole,
} from './whole.ts'

/** Where a cluster is in etcd. */
export interface EtcdPlace extends EtcdServers {
  /** what all its keys begin with */
  readonly prefix: string
}

/** So many writes are on their way at a time. */
const AT_ONCE = 100

interface Opened {
  readonly connection: Connection
  readonly keys: Keys
  readonly rows: readonly KeyValue[]
  readonly settings: EtcdSettings
  readonly snapshots: EtcdSnapshots
  readonly revision: number
}

const open = async (place: EtcdPlace, connection: Connection): Promise<Opened> => {
  const keys = new Keys(place.prefix)
  const { rows: all, revision } = await readAll(connection, keys.range, 0)
  const parts = { connection, keys, reach: () => Promise.resolve(), isOpen: () => true }
  const settings = new EtcdSettings(parts)
  const snapshots = new EtcdSnapshots(parts)
  const rows = all.filter((row) => {
    const { sort, name } = keys.read(row.key)
    if (sort === 'setting') settings.took(name, row.value, row.mod_revision)
    const newer = sort === 'format' ? newerFormat(place.prefix, row.value) : undefined
    if (newer !== undefined) throw newer
    if (sort === 'snapshot') snapshots.took(name, row.value, row.mod_revision)
    return sort === 'row'
  })
  return { connection, keys, rows, settings, snapshots, revision }
}

/** Rejects with OpenError `unreachable` for whatever etcd says no with. */
const withEtcd = async <T>(place: EtcdPlace, task: (opened: Opened) => Promise<T>): Promise<T> => {
  const connection = new Connection(place)
  try {
    for (let left = place.servers.length; left > 1; left--) {
      const isThere = await connection.status({}).then(
        () => true,
        () => false,
      )
      if (isThere) break
      connection.turnToNext()
    }
    return await task(await open(place, connection))
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof EtcdError ? error.cause : error
    if (cause instanceof NewerFormatError)
      throw new OpenError('newer', connection.server, cause.message, { cause })
    if (!(cause instanceof EtcdError)) throw error
    const message =
      tlsFailure(connection.server, cause.message, place.certificate !== undefined) ??
      `etcd does not do what it is asked (${cause.message}): see to it, and run this again`
    throw new OpenError('unreachable', connection.server, message, { cause })
  } finally {
    connection.close()
  }
}

/** Whether anything has changed under a prefix since it began to look. */
export interface Lookout {
  readonly hasSeen: boolean
}

/**
 * What is in etcd, lent to `task` with a lookout for those who change it meanwhile. Rejects with OpenError `missing` where there is
 * no cluster, `incomplete` and `unreachable`.
 */
export const takeFromEtcd = <T>(
  place: EtcdPlace,
  task: (whole: Whole, lookout: Lookout) => Promise<T>,
): Promise<T> =>
  withEtcd(place, async ({ connection, keys, rows, settings, snapshots, revision }) => {
    const path = `${place.prefix} in etcd`
    refuseIncomplete(settings, path)
    if (rows.length === 0)
      throw new OpenError('missing', path, `there is no cluster under ${place.prefix} in etcd`)
    const lookout = { hasSeen: false }
    const stream = connection.watch(
      ({ events }) => (lookout.hasSeen ||= events.length > 0),
      // what cannot be seen may have happened
      () => (lookout.hasSeen = true),
    )
    stream.send({ create_request: { ...keys.range, start_revision: revision + 1 } })
    try {
      const whole = {
        revision,
        rows: rows
          .map(({ key, value, mod_revision, create_revision }) => ({
            key: keys.read(key).name,
            value,
            revision: mod_revision,
            createRevision: create_revision,
          }))
          .sort(byRevision),
        settings,
        snapshots: snapshots
          .all()
          .map((snapshot) => ({ ...snapshot, entries: snapshots.entries(snapshot.name) })),
      }
      return await task(whole, lookout)
    } finally {
      stream.end()
    }
  })

/** Runs `task` for each index, some at a time. */
const inBatches = async (count: number, task: (i: number) => Promise<unknown>): Promise<void> => {
  for (let from = 0; from < count; from += AT_ONCE) {
    const batch = Math.min(AT_ONCE, count - from)
    await Promise.all(Array.from({ length: batch }, (_, i) => task(from + i)))
  }
}

/** Takes away what an interrupted filling has left. Rejects with NotEmptyError where something else is. */
const clear = async (opened: Opened, { prefix }: EtcdPlace): Promise<void> => {
  const { connection, keys, rows, settings } = opened
  if (settings.get(FILLING) !== undefined) {
    await connection.txn({ compare: [], success: [{ request_delete_range: keys.range }] })
    return
  }
  if (rows.length > 0 || settings.names().length > 0)
    throw new NotEmptyError(`etcd holds a cluster under ${prefix} already`)
}

/**
 * Puts a cluster into etcd where there is none, or where one was half put before. Every row gets a revision above the one that the
 * cluster had: where etcd has not come so far, it is asked for as many changes as are missing, each a transaction. History begins after
 * it, so that who watched before is told to list anew. Resolves with the revision. Rejects with NotEmptyError, OpenError and StoreError.
 */
export const putIntoEtcd = (place: EtcdPlace, filling: Filling): Promise<number> =>
  withEtcd(place, async (found) => {
    await clear(found, place)
    const { connection, keys } = found
    const mark = keys.ofSetting(FILLING)
    const begun = await connection.txn({
      compare: [{ target: COMPARE_MOD, key: mark, mod_revision: 0 }],
      success: [{ request_put: { key: mark, value: Buffer.from('etcd') } }],
    })
    if (!begun.succeeded) throw overtaken(place.prefix)
    const missing = Math.max(0, filling.revision - begun.header!.revision)
    const again = { request_put: { key: mark, value: Buffer.from('etcd') } }
    await inBatches(missing, () => connection.txn({ compare: [], success: [again] }))
    await inBatches(filling.rows.length, async (i) => {
      const { key, value } = filling.rows[i]!
      const at = keys.ofRow(key)
      const { succeeded } = await connection.txn({
        compare: [{ target: COMPARE_MOD, key: at, mod_revision: 0 }],
        success: [{ request_put: { key: at, value } }],
      })
      if (!succeeded) throw overtaken(key)
    })
    const empty = await open(place, connection)
    await (await filling.seal(empty.settings)).change(filling.settings)
    await writeFormat(connection, keys)
    for (const { name, ...snapshot } of filling.snapshots) await empty.snapshots.put(name, snapshot)
    const { header } = await connection.txn({
      compare: [],
      success: [{ request_delete_range: { key: mark } }],
    })
    const { revision } = header!
    await connection.compact({ revision })
    return revision
  })
