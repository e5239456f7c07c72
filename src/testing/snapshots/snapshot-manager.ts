import { setImmediate } from 'node:timers/promises'
import { formatTime } from '../../apimachinery/clock.ts'
import { conflictingState } from '../../apimachinery/status.ts'
import type { Registry } from '../../apiserver/registry/registry.ts'
import type { ClockState, ClusterClock } from '../clock/cluster-clock.ts'
import type { Interference, ObservedRequest } from '../../apiserver/extensions.ts'
import type { Entry, SavedSnapshot, Row, Store } from '../../storage/store.ts'

interface SnapshotManagerParts {
  readonly store: Pick<Store, 'replace' | 'revision' | 'snapshots'>
  readonly registries: readonly Registry[]
  /** Resets state outside the store. */
  readonly forget: () => void
  /** Writes the objects that every start writes. */
  readonly refill: () => Promise<void>
  readonly afterReset: () => void
  readonly clock: ClusterClock
  /** state of the clock at the first start */
  readonly clockAtFirst: ClockState
}

/** Number of objects that are written in a few milliseconds. */
const BATCH = 500

interface SnapshotNote {
  readonly time: string
  readonly clock: ClockState
}

export const timeOf = ({ note }: Pick<SavedSnapshot, 'note'>): string =>
  (JSON.parse(note) as SnapshotNote).time

export type SnapshotManager = ReturnType<typeof makeSnapshotManager>

/**
 * A restore keeps unchanged objects, writes others with new revisions, and ends every watch with
 * 410. Resets and restores run one at a time.
 */
export const makeSnapshotManager = ({
  store,
  registries,
  clock,
  ...parts
}: SnapshotManagerParts) => {
  const { snapshots } = store
  /** `isWhole`: `entries` include the objects of controllers */
  let first: { readonly entries: readonly Entry[]; readonly isWhole: boolean } = {
    entries: [],
    isWhole: false,
  }
  /** resolves after the last queued reset or restore; undefined: none is queued or running */
  let turn: Promise<unknown> | undefined
  /** bearer tokens of a reset's own requests */
  const tokens = new Set<string>()
  /** settles after the write of the last snapshot */
  let kept: Promise<void> = Promise.resolve()

  /** Exempts a bearer token from `before` while `task` runs. */
  const letting = async <T>(token: string, task: () => Promise<T>): Promise<T> => {
    tokens.add(`Bearer ${token}`)
    try {
      return await task()
    } finally {
      tokens.delete(`Bearer ${token}`)
    }
  }

  const allEntries = (): Row[] => {
    // keyed by prefix, because two resources may share objects
    const places = new Map(
      registries.map((registry) => [registry.resource.storagePrefix, registry]),
    )
    return [...places.values()].flatMap((registry) => [...registry.all().rows])
  }

  /**
   * Writes in batches, to yield to the event loop. Snapshots are written one at a time, because two
   * with the same name would mix.
   */
  const put = (
    name: string,
    { entries, ...noted }: Parameters<typeof snapshots.put>[1],
  ): Promise<void> => {
    const write = async (): Promise<void> => {
      snapshots.put(name, { ...noted, entries: entries.slice(0, BATCH) })
      try {
        for (let at = BATCH; at < entries.length; at += BATCH) {
          await setImmediate()
          snapshots.add(name, entries.slice(at, at + BATCH))
        }
      } catch (error) {
        snapshots.remove(name)
        throw error
      }
    }
    return (kept = kept.then(write, write))
  }

  const replace = async (
    entries: readonly Entry[],
    refill?: () => Promise<void>,
  ): Promise<void> => {
    await store.replace?.(entries)
    await refill?.()
    await clock.settled()
  }

  const inTurn = (task: () => Promise<void>): Promise<void> => {
    const done = (turn ?? Promise.resolve()).then(task)
    const ended = done
      .catch(() => undefined)
      .then(() => {
        if (turn === ended) turn = undefined
      })
    turn = ended
    return done
  }

  /**
   * Throws StatusError for unknown resources, which a server of another version or with other
   * options may have saved.
   */
  const refuseStrange = (name: string, entries: readonly Entry[]): void => {
    const prefixes = registries.map(({ resource }) => resource.storagePrefix)
    const strange = entries.find(({ key }) => !prefixes.some((prefix) => key.startsWith(prefix)))
    if (strange === undefined) return
    throw conflictingState(
      `the snapshot ${name} holds ${strange.key}, but this server has no such resource: restore it with the version and options of the server that saved it`,
    )
  }

  return {
    snapshots,

    letting,

    /** Delays requests during a reset or restore, except a reset's own requests. */
    before: ({ headers: { authorization } }: ObservedRequest): Interference | undefined => {
      const running = turn
      if (running === undefined) return undefined
      if (authorization !== undefined && tokens.has(authorization)) return undefined
      return {
        around: async (handle) => {
          await running
          return handle()
        },
      }
    },

    /** Must be called before controllers start. */
    begin: (): void => {
      first = { entries: allEntries(), isWhole: false }
    },

    /** Resolves when the controllers have reacted. */
    reset: (): Promise<void> =>
      inTurn(async () => {
        await clock.goTo(parts.clockAtFirst)
        const { entries, isWhole } = first
        await replace(entries, async () => {
          parts.forget()
          if (!isWhole) await parts.refill()
        })
        first = { entries: allEntries(), isWhole: true }
        parts.afterReset()
      }),

    /**
     * Saves `given`, by default all objects; replaces a snapshot of that name. Rejects with
     * StoreError `unavailable`.
     */
    save: async (name: string, given?: readonly Entry[]): Promise<SavedSnapshot> => {
      await turn
      const entries = given ?? allEntries()
      const { revision } = store
      const noted: SnapshotNote = { time: formatTime(clock.now()), clock: clock.state }
      const note = JSON.stringify(noted)
      await put(name, { note, revision, entries })
      return { name, note, revision, size: entries.length }
    },

    /**
     * Rejects with StatusError if this server lacks a resource of the snapshot, and with the errors
     * of `judge`, which checks the entries before any change.
     */
    restore: (
      { name, note }: Pick<SavedSnapshot, 'name' | 'note'>,
      judge?: (entries: readonly Entry[]) => void,
    ): Promise<void> =>
      inTurn(async () => {
        const entries = snapshots.entries(name)
        refuseStrange(name, entries)
        judge?.(entries)
        await clock.goTo((JSON.parse(note) as SnapshotNote).clock)
        await replace(entries)
      }),
  }
}
