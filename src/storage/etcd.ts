import satisfies from 'semver/functions/satisfies.js'
import type { Clock } from '../apimachinery/clock.ts'
import { HISTORY_LIMIT } from './compaction.ts'
import { Compactor } from './etcd/compactor.ts'
import { Connection, type EtcdServers } from './etcd/connection.ts'
import { EtcdError } from './etcd/errors.ts'
import { EtcdStore } from './etcd/etcd-store.ts'
import { EtcdFeed } from './etcd/feed.ts'
import { checkFormat, writeFormat } from './etcd/format.ts'
import { Freshness } from './etcd/freshness.ts'
import { FIRST, historyBegin } from './etcd/history-begin.ts'
import { Keys } from './etcd/keys.ts'
import { EVENT_DELETE, type KeyValue, type WatchEvent } from './etcd/messages.ts'
import { readAll } from './etcd/read-all.ts'
import { EtcdSettings } from './etcd/settings.ts'
import { type FoundKey, SharedHistory } from './etcd/shared-history.ts'
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

/** The first 3.5 that reports progress reliably (k8s.io/apiserver, feature_support_checker.go). */
const OLDEST = '3.5.13'

/** `k8s.io/apimachinery/pkg/runtime/serializer/protobuf` */
const KUBERNETES = Buffer.from('k8s\0')

/** Reads an older revision, so that watches of other replicas can continue here. */
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
  const connection = new Connection(options)
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
 * StoreError `unreachable`, or like {@link Connection}'s constructor.
 */
export const openEtcdStore = async (options: EtcdOptions): Promise<EtcdStore> => {
  const {
    prefix = '/registry',
    values = PLAIN,
    historyLimit = HISTORY_LIMIT,
    recentLimit = 1000,
  } = options
  const keys = new Keys(prefix)
  const connection = await connect(options)
  try {
    const isMarked = await checkFormat(connection, keys, prefix)
    const { rows, revision } = await readBeginning(connection, keys.range, historyLimit)
    if (rows.some(({ value }) => value.subarray(0, KUBERNETES.length).equals(KUBERNETES))) {
      const message = `${connection.server} holds the data of a kube-apiserver under ${prefix}: choose another --etcd-prefix`
      throw new OpenError('foreign', connection.server, message)
    }
    if (!isMarked) await writeFormat(connection, keys)
    const parts = {
      connection,
      keys,
      reach: (reached: number) => feed.reach(reached),
      isOpen: () => !history.closed,
    }
    const settings = new EtcdSettings(parts)
    const sorted = (all: readonly KeyValue[]): FoundKey[] =>
      all.flatMap((kv) => {
        const { sort, name } = keys.read(kv.key)
        if (sort === 'row') return [{ key: name, kv }]
        if (sort === 'setting') settings.took(name, kv.value, kv.mod_revision)
        return []
      })
    const limits = { ...options, values, recentLimit }
    const history = new SharedHistory(sorted(rows), revision, limits)
    const changed = (events: readonly WatchEvent[], reached: number): void => {
      for (const { type, kv } of events) {
        const { sort, name } = keys.read(kv!.key)
        const isDelete = type === EVENT_DELETE
        if (sort === 'row') history.take(name, kv!, isDelete)
        else if (sort === 'setting')
          settings.took(name, isDelete ? undefined : kv!.value, kv!.mod_revision)
      }
      history.advance(reached)
    }
    const replaced = (all: readonly KeyValue[], reached: number): void => {
      settings.clear()
      history.replace(sorted(all), reached)
    }
    const feed = new EtcdFeed({ connection, range: keys.range, changed, replaced }, revision)
    const freshness = new Freshness(connection, keys.compaction, feed)
    const compactor = new Compactor(connection, keys, options.after)
    feed.start()
    await freshness.current()
    const isNew = history.log.revision() === revision && rows.length === 0
    compactor.start()
    return new EtcdStore({
      ...parts,
      values,
      history,
      settings,
      feed,
      freshness,
      compactor,
      isNew,
    })
  } catch (error) {
    connection.close()
    if (!(error instanceof EtcdError)) throw error
    const message = `etcd cannot be read (${error.message})`
    throw new OpenError('unreachable', connection.server, message, { cause: error })
  }
}
