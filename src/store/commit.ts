import type { LoggedCollection } from './collection.ts'
import { RemadeRow } from './remade-row.ts'
import { type Change, type Row, StoreError } from './store.ts'

/** A change, and where it is to be seen. */
export interface Placed {
  readonly collection: LoggedCollection
  readonly change: Change
}

interface Write extends Placed {
  readonly resolve: (row: Row) => void
  readonly reject: (error: StoreError) => void
}

/** What the disk said no to. */
export interface Refused {
  readonly error: StoreError
  /** of the values, together */
  readonly bytes: number
}

/** Gives out revisions, and commits the writes of one turn of the event loop together. */
export class GroupCommit {
  readonly #append: (changes: readonly Change[]) => void
  readonly #afterCommit: () => void
  #batch: Write[] = []
  #scheduled: NodeJS.Immediate | undefined
  #committed: number
  #assigned: number
  #refused: Refused | undefined

  /**
   * `revision`: the newest stored one. `append`: makes changes durable, all or none, or throws. `afterCommit`: called once
   * everybody has been told.
   */
  constructor(
    revision: number,
    append: (changes: readonly Change[]) => void,
    afterCommit: () => void,
  ) {
    this.#committed = revision
    this.#assigned = revision
    this.#append = append
    this.#afterCommit = afterCommit
  }

  /** The newest committed revision. */
  get revision(): number {
    return this.#committed
  }

  /** The last batch, when it was not stored. */
  get refused(): Refused | undefined {
    return this.#refused
  }

  /** Forgets {@link refused}: the disk takes as much again. */
  recover(): void {
    this.#refused = undefined
  }

  /** The revision for the next write. Never given out twice, even if that write is not stored: its bytes may have been seen. */
  nextRevision(): number {
    return ++this.#assigned
  }

  /** Takes a checked write; resolves with its row when durable, or rejects with `unavailable`. */
  add(collection: LoggedCollection, change: Change): Promise<Row> {
    collection.stage(change)
    this.#scheduled ??= setImmediate(() => this.flush())
    return new Promise((resolve, reject) => {
      this.#batch.push({ collection, change, resolve, reject })
    })
  }

  /**
   * Commits what waits. Callers rely on the order: durable, then visible, then watchers are woken, then writers go on. A watcher
   * that wakes may write: that starts the next batch.
   */
  flush(): void {
    clearImmediate(this.#scheduled)
    this.#scheduled = undefined
    const batch = this.#batch
    this.#batch = []
    try {
      this.commit(batch)
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      for (const { change, reject } of batch) reject(unavailable(change.row.key, error.cause))
      return
    }
    for (const { change, resolve } of batch) resolve(change.row)
    this.#afterCommit()
  }

  /**
   * Stores changes at once, none of which was staged by {@link add} and is not among them, and lets them be seen. Throws StoreError
   * `unavailable`, and then none was stored.
   */
  commit(changes: readonly Placed[]): void {
    const collections = new Set(changes.map(({ collection }) => collection))
    try {
      if (changes.length > 0) this.#append(changes.map(({ change }) => change))
    } catch (cause) {
      for (const collection of collections) collection.unstage()
      const bytes = changes.reduce((sum, { change }) => sum + change.row.value.length, 0)
      const error = unavailable(changes[0]!.change.row.key, cause)
      this.#refused = { error, bytes }
      throw error
    }
    if (changes.length > 0) this.recover()
    for (const { collection, change } of changes) {
      if (change.row instanceof RemadeRow) change.row.stored()
      collection.apply(change)
      this.#committed = change.revision
    }
    for (const collection of collections) collection.unstage()
    for (const collection of collections) collection.wake()
  }
}

/** What a write rejects with when the disk refused it. */
export const unavailable = (key: string, cause: unknown): StoreError => {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new StoreError('unavailable', key, `nothing was stored: ${reason}`, { cause })
}
