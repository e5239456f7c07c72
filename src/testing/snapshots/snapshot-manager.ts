import { setImmediate } from 'node:timers/promises'
import { formatTime } from '../../apimachinery/clock.ts'
import { conflictingState } from '../../apimachinery/status.ts'
import type { Registry } from '../../apiserver/registry/registry.ts'
import type { ClockState, ClusterClock } from '../clock/cluster-clock.ts'
import type { Interference, RequestObserver, ObservedRequest } from '../../apiserver/extensions.ts'
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

/** written in a few milliseconds */
const BATCH = 500

interface SnapshotNote {
  readonly time: string
  readonly clock: ClockState
}

export const timeOf = ({ note }: Pick<SavedSnapshot, 'note'>): string =>
  (JSON.parse(note) as SnapshotNote).time

/**
 * A restore keeps unchanged objects, writes others with new revisions, and ends every watch with
 * 410. Resets and restores run one at a time.
 */
export class SnapshotManager implements RequestObserver {
  readonly #parts: SnapshotManagerParts
  /** `isWhole`: including the objects of controllers */
  #first: { readonly entries: readonly Entry[]; readonly isWhole: boolean } = {
    entries: [],
    isWhole: false,
  }
  /** resolves after the running reset or restore */
  #turn: Promise<unknown> | undefined
  /** bearer tokens of a reset's own requests */
  readonly #tokens = new Set<string>()
  /** resolves after the last snapshot is written */
  #kept: Promise<void> = Promise.resolve()

  constructor(parts: SnapshotManagerParts) {
    this.#parts = parts
  }

  /** Exempts a bearer token from {@link before} while `task` runs. */
  async letting<T>(token: string, task: () => Promise<T>): Promise<T> {
    this.#tokens.add(`Bearer ${token}`)
    try {
      return await task()
    } finally {
      this.#tokens.delete(`Bearer ${token}`)
    }
  }

  /** Requests wait during a reset or restore. */
  before({ headers: { authorization } }: ObservedRequest): Interference | undefined {
    const turn = this.#turn
    if (turn === undefined) return undefined
    if (authorization !== undefined && this.#tokens.has(authorization)) return undefined
    return {
      around: async (handle) => {
        await turn.catch(() => undefined)
        return handle()
      },
    }
  }

  /** Must be called before controllers start. */
  begin(): void {
    this.#first = { entries: this.#entries(), isWhole: false }
  }

  /** Resolves when the controllers have reacted. */
  reset(): Promise<void> {
    const { clock, clockAtFirst, forget, refill, afterReset } = this.#parts
    return this.#inTurn(async () => {
      await clock.goTo(clockAtFirst)
      const { entries, isWhole } = this.#first
      await this.#replace(entries, async () => {
        forget()
        if (!isWhole) await refill()
      })
      this.#first = { entries: this.#entries(), isWhole: true }
      afterReset()
    })
  }

  /**
   * Replaces a snapshot of that name. Default: all objects. Rejects with StoreError `unavailable`.
   */
  async save(name: string, given?: readonly Entry[]): Promise<SavedSnapshot> {
    await this.#turn
    const { store, clock } = this.#parts
    const entries = given ?? this.#entries()
    const { revision } = store
    const noted: SnapshotNote = { time: formatTime(clock.now()), clock: clock.state }
    const note = JSON.stringify(noted)
    await this.#put(name, { note, revision, entries })
    return { name, note, revision, size: entries.length }
  }

  /**
   * Writes in batches, to yield to the event loop. Snapshots are written one at a time, because two
   * of one name would mix.
   */
  #put(
    name: string,
    { entries, ...kept }: Parameters<Store['snapshots']['put']>[1],
  ): Promise<void> {
    const { snapshots } = this.#parts.store
    const put = async (): Promise<void> => {
      snapshots.put(name, { ...kept, entries: entries.slice(0, BATCH) })
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
    const done = this.#kept.then(put, put)
    this.#kept = done
    return done
  }

  /**
   * Rejects with StatusError if this server lacks one of its resources, and with the errors of
   * `judge`, which checks the entries before any change.
   */
  restore(
    { name, note }: Pick<SavedSnapshot, 'name' | 'note'>,
    judge: (entries: readonly Entry[]) => void = () => undefined,
  ): Promise<void> {
    const { clock, store } = this.#parts
    return this.#inTurn(async () => {
      const entries = store.snapshots.entries(name)
      this.#refuseStrange(name, entries)
      judge(entries)
      await clock.goTo((JSON.parse(note) as SnapshotNote).clock)
      await this.#replace(entries, () => Promise.resolve())
    })
  }

  /** Another version or other options may have saved unknown resources. Throws StatusError. */
  #refuseStrange(name: string, entries: readonly Entry[]): void {
    const prefixes = this.#parts.registries.map(({ resource }) => resource.storagePrefix)
    const strange = entries.find(({ key }) => !prefixes.some((prefix) => key.startsWith(prefix)))
    if (strange === undefined) return
    throw conflictingState(
      `the snapshot ${name} holds ${strange.key}, but this server has no such resource: restore it with the version and options of the server that saved it`,
    )
  }

  #entries(): Row[] {
    // keyed by prefix, because two resources may share objects
    const places = new Map(
      this.#parts.registries.map((registry) => [registry.resource.storagePrefix, registry]),
    )
    return [...places.values()].flatMap((registry) => [...registry.all().rows])
  }

  async #replace(entries: readonly Entry[], refill: () => Promise<void>): Promise<void> {
    const { store, clock } = this.#parts
    await store.replace?.(entries)
    await refill()
    await clock.settled()
  }

  #inTurn(task: () => Promise<void>): Promise<void> {
    const done = (this.#turn ?? Promise.resolve()).then(task, task)
    this.#turn = done
    const over = (): void => {
      if (this.#turn === done) this.#turn = undefined
    }
    done.then(over, over)
    return done
  }
}
