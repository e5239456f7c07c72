import type { LoggedCollection } from './collection.ts'
import { unavailable } from './failures.ts'
import type { CommitRounds, RoundCommit } from './shared/rounds.ts'
import { type Change, type Row, StoreError } from './store.ts'

export interface PlacedChange {
  readonly collection: LoggedCollection
  readonly change: Change
}

interface Write extends PlacedChange {
  readonly resolve: (row: Row) => void
  readonly reject: (error: StoreError) => void
}

interface Refused {
  readonly error: StoreError
  readonly bytes: number
}

/** Shares transactions with other stores. */
export interface Together {
  readonly rounds: CommitRounds
  /** Called with each accepted write at once. */
  staged(change: Change): void
  /** Called when staged writes are refused, or committed outside the rounds. */
  dropped(changes: readonly Change[]): void
  /** Throws the disk's error. */
  write(changes: readonly Change[]): void
  /** Called after a durable round. */
  keep(changes: readonly Change[]): void
}

/** A batch of this size commits at once: each write's share of the fsync is small by then. */
const ENOUGH = 8

/** Rounds of the event loop that a growing batch may wait. */
const ROUNDS_OF_GROWTH = 2

/**
 * Assigns revisions, and commits the writes of one round of the event loop together. A growing
 * batch waits for further rounds, because writes of one HTTP/2 connection arrive over several.
 */
export class GroupCommit {
  readonly #append: (changes: readonly Change[]) => void
  readonly #afterCommit: () => void
  readonly #together: Together | undefined
  #batch: Write[] = []
  #writing: readonly Write[] = []
  #hasJoined = false
  #scheduled: NodeJS.Immediate | undefined
  #looks = 0
  /** batch size at the last check; starts at 1, so that a single write does not wait */
  #gathered = 1
  #committed: number
  #assigned: number
  #refused: Refused | undefined

  /** `append` makes all changes durable, or throws. `afterCommit` is called last. */
  constructor(
    revision: number,
    append: (changes: readonly Change[]) => void,
    afterCommit: () => void,
    together?: Together,
  ) {
    this.#committed = revision
    this.#assigned = revision
    this.#append = append
    this.#afterCommit = afterCommit
    this.#together = together
  }

  get revision(): number {
    return this.#committed
  }

  /** undefined unless the last batch was refused */
  get refused(): Refused | undefined {
    return this.#refused
  }

  recover(): void {
    this.#refused = undefined
  }

  /** Revisions of failed writes are not reused: their pending rows may have been read. */
  nextRevision(): number {
    return ++this.#assigned
  }

  /** Resolves with the row once durable; rejects with StoreError `unavailable`. */
  add(collection: LoggedCollection, change: Change): Promise<Row> {
    collection.stage(change)
    this.#together?.staged(change)
    this.#schedule()
    return new Promise((resolve, reject) => {
      this.#batch.push({ collection, change, resolve, reject })
    })
  }

  #schedule(): void {
    if (this.#together === undefined) {
      this.#scheduled ??= setImmediate(this.#gather)
      return
    }
    if (this.#hasJoined) return
    this.#hasJoined = true
    this.#together.rounds.join(this.#joined(this.#together))
  }

  readonly #gather = (): void => {
    const { length } = this.#batch
    if (length === this.#gathered || length >= ENOUGH || this.#looks === ROUNDS_OF_GROWTH)
      return this.flush()
    this.#looks++
    this.#gathered = length
    this.#scheduled = setImmediate(this.#gather)
  }

  #joined(together: Together): RoundCommit {
    const changes = (): Change[] => this.#writing.map(({ change }) => change)
    return {
      write: () => {
        this.#hasJoined = false
        this.#writing = this.#batch
        this.#batch = []
        if (this.#writing.length > 0) together.write(changes())
      },
      stored: () => {
        const written = this.#writing
        if (written.length === 0) return
        together.keep(changes())
        this.#writing = []
        this.#show(written)
        this.#tell(written)
      },
      refused: (cause) => {
        // the round may have ended before this store's turn to write
        this.#hasJoined = false
        const refused = [...this.#writing, ...this.#batch]
        this.#writing = []
        this.#batch = []
        if (refused.length === 0) return
        this.#together?.dropped(refused.map(({ change }) => change))
        this.#refuse(refused, cause)
        this.#reject(refused, cause)
      },
    }
  }

  /** Commits pending writes. Order: durable, visible, watchers woken, writers resolved. */
  flush(): void {
    clearImmediate(this.#scheduled)
    this.#scheduled = undefined
    this.#looks = 0
    this.#gathered = 1
    const batch = this.#batch
    this.#batch = []
    this.#together?.dropped(batch.map(({ change }) => change))
    try {
      this.commit(batch)
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      this.#reject(batch, error.cause)
      return
    }
    this.#tell(batch)
  }

  #tell(written: readonly Write[]): void {
    for (const collection of collectionsOf(written)) collection.wake()
    for (const { change, resolve } of written) resolve(change.row)
    this.#afterCommit()
  }

  #reject(writes: readonly Write[], cause: unknown): void {
    for (const { reject } of writes) reject(unavailable(cause))
  }

  /**
   * Stores changes at once; the caller wakes watchers. Throws StoreError `unavailable`, with
   * nothing stored.
   */
  commit(changes: readonly PlacedChange[]): void {
    try {
      if (changes.length > 0) this.#append(changes.map(({ change }) => change))
    } catch (cause) {
      throw this.#refuse(changes, cause)
    }
    this.#show(changes)
  }

  #refuse(changes: readonly PlacedChange[], cause: unknown): StoreError {
    for (const collection of collectionsOf(changes)) collection.unstage()
    const bytes = changes.reduce((sum, { change }) => sum + change.row.value.length, 0)
    const error = unavailable(cause)
    this.#refused = { error, bytes }
    return error
  }

  #show(changes: readonly PlacedChange[]): void {
    if (changes.length > 0) this.recover()
    for (const { collection, change } of changes) {
      collection.apply(change)
      this.#committed = change.revision
    }
    for (const collection of collectionsOf(changes)) collection.unstage()
  }
}

const collectionsOf = (changes: readonly PlacedChange[]): Set<LoggedCollection> =>
  new Set(changes.map(({ collection }) => collection))
