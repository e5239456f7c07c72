import type { LoggedCollection } from './collection.ts'
import { unavailable } from './failures.ts'
import type { CommitRounds, RoundCommit } from './shared/rounds.ts'
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

/** A batch that the disk refused. */
interface Refused {
  readonly error: StoreError
  /** of the values, together */
  readonly bytes: number
}

/** How a store commits together with others. */
export interface Together {
  readonly rounds: CommitRounds
  /** Hears of each write as soon as it is taken, so that the next one is judged by it. */
  staged(change: Change): void
  /** The writes were refused, or are committed by another way. */
  dropped(changes: readonly Change[]): void
  /** Makes changes part of the transaction of a round. Throws what the disk says no with. */
  write(changes: readonly Change[]): void
  /** Takes them for stored, once the round is durable. */
  keep(changes: readonly Change[]): void
}

/**
 * A batch of this size is committed without waiting for more: each write has a small share of the
 * fsync, and while they are answered the others of a client with some in flight come.
 */
const ENOUGH = 8

/** How many rounds of the event loop a batch that grows may wait for more. */
const ROUNDS_OF_GROWTH = 2

/**
 * Gives out revisions, and commits writes together: those of one round of the event loop, and of
 * the next ones while more come with each. Requests of one HTTP/2 connection come a few at a time,
 * for the client writes each as it is made.
 */
export class GroupCommit {
  readonly #append: (changes: readonly Change[]) => void
  readonly #afterCommit: () => void
  readonly #together: Together | undefined
  #batch: Write[] = []
  /** what is part of a round that is being written */
  #writing: readonly Write[] = []
  #hasJoined = false
  #scheduled: NodeJS.Immediate | undefined
  /**
   * how often the batch was looked at, and how many writes it had; one that is alone waits for
   * nobody
   */
  #looks = 0
  #gathered = 1
  #committed: number
  #assigned: number
  #refused: Refused | undefined

  /**
   * `revision`: the newest stored one. `append`: makes changes durable, all or none, or throws.
   * `afterCommit`: called once everybody has been told. `together`: with whom it shares its
   * transactions; undefined: with nobody.
   */
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

  /**
   * The revision for the next write. Never given out twice, even if that write is not stored: its
   * bytes may have been seen.
   */
  nextRevision(): number {
    return ++this.#assigned
  }

  /** Takes a checked write; resolves with its row when durable, or rejects with `unavailable`. */
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

  /** Makes the waiting writes part of a round. */
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
        // one that had no turn to write
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

  /**
   * Commits what waits. Callers rely on the order: durable, then visible, then watchers are woken,
   * then writers go on. A watcher that wakes may write: that starts the next batch.
   */
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
    for (const { change, resolve } of written) resolve(change.row)
    this.#afterCommit()
  }

  #reject(writes: readonly Write[], cause: unknown): void {
    for (const { change, reject } of writes) reject(unavailable(change.row.key, cause))
  }

  /**
   * Stores changes at once, none of which was staged by {@link add} and is not among them, and lets
   * them be seen. Throws StoreError `unavailable`, and then none was stored.
   */
  commit(changes: readonly Placed[]): void {
    try {
      if (changes.length > 0) this.#append(changes.map(({ change }) => change))
    } catch (cause) {
      throw this.#refuse(changes, cause)
    }
    this.#show(changes)
  }

  /** Forgets what was not stored. */
  #refuse(changes: readonly Placed[], cause: unknown): StoreError {
    for (const collection of collectionsOf(changes)) collection.unstage()
    const bytes = changes.reduce((sum, { change }) => sum + change.row.value.length, 0)
    const error = unavailable(changes[0]!.change.row.key, cause)
    this.#refused = { error, bytes }
    return error
  }

  /** Lets what was stored be seen. */
  #show(changes: readonly Placed[]): void {
    if (changes.length > 0) this.recover()
    for (const { collection, change } of changes) {
      collection.apply(change)
      this.#committed = change.revision
    }
    const collections = collectionsOf(changes)
    for (const collection of collections) collection.unstage()
    for (const collection of collections) collection.wake()
  }
}

const collectionsOf = (changes: readonly Placed[]): Set<LoggedCollection> =>
  new Set(changes.map(({ collection }) => collection))
