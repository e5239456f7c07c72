import satisfies from 'semver/functions/satisfies.js'
import type { Clock } from '../apimachinery/clock.ts'
import { HISTORY_LIMIT } from './compaction.ts'
import { compactor as makeCompactor } from './etcd/compactor.ts'
import { type Connection, connectionTo, type EtcdServers } from './etcd/connection.ts'
import { EtcdError } from './etcd/errors.ts'
import { type EtcdStore, etcdStore } from './etcd/etcd-store.ts'
import { etcdFeed } from './etcd/feed.ts'
import { checkFormat, writeFormat } from './etcd/format.ts'
import { freshness } from './etcd/freshness.ts'
import { FIRST, historyBegin } from './etcd/history-begin.ts'
import { type Keys, keysUnder } from './etcd/keys.ts'
import { EVENT_DELETE, type KeyValue, type WatchEvent } from './etcd/messages.ts'
import { readAll } from './etcd/read-all.ts'
import { etcdSettings } from './etcd/settings.ts'
import { type FoundKey, sharedHistory } from './etcd/shared-history.ts'
import type { StoreOptions } from './logged-store.ts'
import { OpenError } from './open.ts'
import { PLAIN } from './values.ts'

export type { EtcdStore } from './etcd/etcd-store.ts'

interface EtcdOptions extends StoreOptions, EtcdServers {
  /** prefix of all keys; default: `/registry` */
  readonly prefix?: string
  /** timer of periodic tasks; default: `setTimeout` */
  readonly after?: Clock['after']
}

/**
 * The first 3.5 release with reliable progress notifications (k8s.io/apiserver,
 * feature_support_checker.go).
 */
const OLDEST = '3.5.13'

/** First bytes of objects in protobuf (`k8s.io/apimachinery/pkg/runtime/serializer/protobuf`). */
const KUBERNETES = Buffer.from('k8s\0')

/** Reads an older revision, so that clients of other replicas can resume their watches here. */
const readBeginning = async (
  connection: Connection,
  range: Keys['range'],
  historyLimit: number,
) => {
  const { header } = await connection.count({ ...range, count_only: true })
  const wanted = Math.max(FIRST, header!.revision - historyLimit)
  try {
    return await readAll(connection, range, wanted)
  } catch (error) {
    if (!(error instanceof EtcdError) || !error.isCompacted) throw error
    return readAll(connection, range, await historyBegin(connection, range))
  }
}

const connect = async (options: EtcdOptions): Promise<Connection> => {
  const connection = connectionTo(options)
  for (let attempt = 1; ; attempt++) {
    const { server } = connection
    try {
      const { version } = await connection.status({})
      if (satisfies(version, `>=${OLDEST}`, { includePrerelease: true })) return connection
      connection.close()
      const message = `${server} is etcd ${version}: csrlab needs ${OLDEST} or newer`
      throw new OpenError('unfit', server, message)
    } catch (error) {
      if (!(error instanceof EtcdError)) throw error
      connection.turnToNext()
      if (attempt < options.servers.length) continue
      connection.close()
      const message = `etcd does not answer (${error.message}): start it, or correct --etcd-servers, --etcd-cafile or --etcd-certfile`
      throw new OpenError('unreachable', server, message, { cause: error })
    }
  }
}

/**
 * Opens a store in etcd and reads it into memory. Rejects with OpenError (`unreachable`, `unfit`
 * for an old etcd, `newer` for data of a later csrlab, `foreign` for a kube-apiserver's data), with
 * StoreError `unreachable`, or like {@link connectionTo}.
 */
export const openEtcdStore = async (options: EtcdOptions): Promise<EtcdStore> => {
  const {
    prefix = '/registry',
    values = PLAIN,
    historyLimit = HISTORY_LIMIT,
    recentLimit = 1000,
  } = options
  const keys = keysUnder(prefix)
  const connection = await connect(options)
  try {
    const isMarked = await checkFormat(connection, keys, prefix)
    const { rows, revision } = await readBeginning(connection, keys.range, historyLimit)
    if (rows.some(({ value }) => value.subarray(0, KUBERNETES.length).equals(KUBERNETES))) {
      const message = `${connection.server} holds the data of a kube-apiserver under ${prefix}: choose another --etcd-prefix`
      throw new OpenError('foreign', connection.server, message)
    }
    if (!isMarked) await writeFormat(connection, keys)
    const settings = etcdSettings({ connection, keys, reach: (reached) => feed.reach(reached) })
    const sorted = (all: readonly KeyValue[]): FoundKey[] =>
      all.flatMap((kv) => {
        const { sort, name } = keys.read(kv.key)
        if (sort === 'row') return [{ key: name, kv }]
        if (sort === 'setting') settings.apply(name, kv.value, kv.mod_revision)
        return []
      })
    const limits = { ...options, values, recentLimit }
    const history = sharedHistory(sorted(rows), revision, limits)
    const changed = (events: readonly WatchEvent[], reached: number): void => {
      for (const { type, kv } of events) {
        const { sort, name } = keys.read(kv!.key)
        const isDelete = type === EVENT_DELETE
        if (sort === 'row') history.take(name, kv!, isDelete)
        else if (sort === 'setting')
          settings.apply(name, isDelete ? undefined : kv!.value, kv!.mod_revision)
      }
      history.advance(reached)
    }
    const replaced = (all: readonly KeyValue[], reached: number): void => {
      settings.clear()
      history.replace(sorted(all), reached)
    }
    const feed = etcdFeed({ connection, range: keys.range, changed, replaced }, revision)
    const current = freshness(connection, keys.compaction, feed)
    const compactor = makeCompactor(connection, keys, options.after)
    feed.start()
    await current()
    const isNew = history.surroundings.log.revision() === revision && rows.length === 0
    compactor.start()
    return etcdStore({
      connection,
      keys,
      values,
      history,
      settings,
      feed,
      current,
      stop: compactor.stop,
      isNew,
    })
  } catch (error) {
    connection.close()
    if (!(error instanceof EtcdError)) throw error
    const message = `etcd cannot be read (${error.message})`
    throw new OpenError('unreachable', connection.server, message, { cause: error })
  }
}
