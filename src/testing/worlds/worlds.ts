import { setImmediate } from 'node:timers/promises'
import { formatTime } from '../../apimachinery/clock.ts'
import { conflictingState } from '../../apimachinery/status.ts'
import { objectValues } from '../../apiserver/registry/encoding.ts'
import type { Registry } from '../../apiserver/registry/registry.ts'
import type { ClockState, ClusterClock } from '../clock/cluster-clock.ts'
import type { Interference, RequestObserver, SeenRequest } from '../../apiserver/extensions.ts'
import { isOvertaken } from '../../storage/kept-once.ts'
import type { Entry, KeptSnapshot, Row, Store } from '../../storage/store.ts'

interface WorldParts {
  readonly store: Pick<Store, 'delete' | 'replace' | 'revision' | 'snapshots' | 'update'>
  readonly registries: readonly Registry[]
  /** Forgets what was ordered beside the objects, which a first start knows nothing of. */
  readonly forget: () => void
  /** Writes what every start writes. */
  readonly refill: () => Promise<void>
  /** Called at the end of a reset, and forgets the requests that it has made. */
  readonly afterReset: () => void
  readonly clock: ClusterClock
  /** where the clock was at the first start */
  readonly clockAtFirst: ClockState
}

/** So many objects of a snapshot are written in some milliseconds. */
const BATCH = 500

/** The note of a snapshot. */
interface Note {
  readonly time: string
  readonly clock: ClockState
}

/** When a snapshot was kept, in the cluster's time. */
export const timeOf = ({ note }: Pick<KeptSnapshot, 'note'>): string =>
  (JSON.parse(note) as Note).time

/** Row by row, for others write as well: what they have changed meanwhile stays as they left it. */
const amendShared = async (
  store: Pick<Store, 'delete' | 'update'>,
  rows: readonly Row[],
  gone: ReadonlySet<string>,
  back: ReadonlyMap<string, Pick<Entry, 'value'>>,
): Promise<void> => {
  const writes = rows.flatMap(({ key, value, revision }) => {
    const before = back.get(key)
    if (gone.has(key)) return [store.delete(key, revision, objectValues.bare(value))]
    return before === undefined
      ? []
      : [store.update(key, revision, objectValues.bare(before.value))]
  })
  for (const { status, reason } of (await Promise.allSettled(writes)) as PromiseRejectedResult[])
    if (status === 'rejected' && !isOvertaken(reason)) throw reason
}

/**
 * Takes the objects of a cluster as a whole: keeps them, and brings them back. What is the same
 * stays; what is brought back gets new revisions; every watch of a client ends with 410. One thing
 * happens after the other, and requests wait meanwhile (see {@link before}).
 */
export class Worlds implements RequestObserver {
  readonly #parts: WorldParts
  /**
   * what a first start leaves, as far as it is known; `isWhole`: with what its controllers made of
   * it
   */
  #first: { readonly entries: readonly Entry[]; readonly isWhole: boolean } = {
    entries: [],
    isWhole: false,
  }
  /** resolves when no world is being replaced; undefined: none is */
  #turn: Promise<unknown> | undefined
  /** of requests that are part of replacing a world */
  readonly #tokens = new Set<string>()
  /** when the last snapshot is kept */
  #kept: Promise<void> = Promise.resolve()

  constructor(parts: WorldParts) {
    this.#parts = parts
  }

  /**
   * Requests with this bearer token do not wait for the turn that they are part of, until `task` is
   * done.
   */
  async letting<T>(token: string, task: () => Promise<T>): Promise<T> {
    this.#tokens.add(`Bearer ${token}`)
    try {
      return await task()
    } finally {
      this.#tokens.delete(`Bearer ${token}`)
    }
  }

  /** Requests that come while a world is replaced wait for it. */
  before({ headers: { authorization } }: SeenRequest): Interference | undefined {
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

  /** Takes the present objects as those of a first start, before controllers begin. */
  begin(): void {
    this.#first = { entries: this.#entries(), isWhole: false }
  }

  /** Brings back what a first start leaves. Resolves when the controllers have done their part. */
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
   * Saves all objects, or given ones, in place of an earlier snapshot. Rejects with StoreError
   * `unavailable`.
   */
  async save(name: string, given?: readonly Entry[]): Promise<KeptSnapshot> {
    await this.#turn
    const { store, clock } = this.#parts
    const entries = given ?? this.#entries()
    const { revision } = store
    const noted: Note = { time: formatTime(clock.now()), clock: clock.state }
    const note = JSON.stringify(noted)
    await this.#put(name, { note, revision, entries })
    return { name, note, revision, size: entries.length }
  }

  /**
   * In batches, so that others have their turns: one snapshot after the other, or two of a name
   * would be mixed.
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
   * Brings back a snapshot, whose note says what it is. Rejects with StatusError for one with
   * objects of a resource that is not here, and with what `judge` throws, who looks at its entries
   * before anything has changed.
   */
  restore(
    { name, note }: Pick<KeptSnapshot, 'name' | 'note'>,
    judge: (entries: readonly Entry[]) => void = () => undefined,
  ): Promise<void> {
    const { clock, store } = this.#parts
    return this.#inTurn(async () => {
      const entries = store.snapshots.entries(name)
      this.#refuseStrange(name, entries)
      judge(entries)
      await clock.goTo((JSON.parse(note) as Note).clock)
      await this.#replace(entries, () => Promise.resolve())
    })
  }

  /**
   * Throws StatusError. Another csrlab, or one with other options, may have kept what is not served
   * here.
   */
  #refuseStrange(name: string, entries: readonly Entry[]): void {
    const prefixes = this.#parts.registries.map(({ resource }) => resource.storagePrefix)
    const strange = entries.find(({ key }) => !prefixes.some((prefix) => key.startsWith(prefix)))
    if (strange === undefined) return
    throw conflictingState(
      `the snapshot ${name} holds ${strange.key}, and this server has no such resource: bring it back with the version and the options that it was kept with`,
    )
  }

  /**
   * Takes away what is under some keys, and puts entries back; nothing else changes but that every
   * watch ends with 410.
   */
  async amend(
    gone: ReadonlySet<string>,
    back: ReadonlyMap<string, Pick<Entry, 'value'>>,
  ): Promise<void> {
    const rows = this.#entries()
    const { store } = this.#parts
    if (store.replace === undefined) return amendShared(store, rows, gone, back)
    const entries = rows.flatMap(({ key, value }) =>
      gone.has(key) ? [] : [{ key, value: back.get(key)?.value ?? value }],
    )
    await store.replace(entries)
  }

  #entries(): Row[] {
    // two resources may show the same objects
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
