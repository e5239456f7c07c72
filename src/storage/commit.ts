import type { LoggedCollection } from './collection.ts'
import { type OnRefusal, unavailable } from './failures.ts'
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

/** Hooks of a store that shares transactions with others. */
export interface Together {
  readonly rounds: CommitRounds
  /** Called immediately with each accepted write. */
  staged(change: Change): void
  /** Called when staged writes are refused, or committed outside the rounds. */
  dropped(changes: readonly Change[]): void
  /** Throws the disk's error. */
  write(changes: readonly Change[]): void
  /** Called with this store's writes of a round once they are durable. */
  keep(changes: readonly Change[]): void
}

/** A batch of this size commits at once: each write's share of the fsync is small by then. */
const ENOUGH = 8

/** Rounds of the event loop that a growing batch may wait. */
const ROUNDS_OF_GROWTH = 2

const collectionsOf = (changes: readonly PlacedChange[]): Set<LoggedCollection> =>
  new Set(changes.map(({ collection }) => collection))

/**
 * Assigns revisions, and commits the writes of one round of the event loop together. A growing
 * batch waits for further rounds, because writes of one HTTP/2 connection arrive over several.
 * `append` makes all changes durable, or throws. `afterCommit` is called last.
 */
export const groupCommit = (
  revision: number,
  append: (changes: readonly Change[]) => void,
  afterCommit: () => void,
  together?: Together,
  onRefusal: OnRefusal = () => undefined,
) => {
  let batch: Write[] = []
  let writing: readonly Write[] = []
  let hasJoined = false
  let scheduled: NodeJS.Immediate | undefined
  let looks = 0
  /** batch size at the last check; starts at 1, so that a single write does not wait */
  let gathered = 1
  let committed = revision
  let assigned = revision
  let refused: Refused | undefined

  const recover = (): void => {
    if (refused === undefined) return
    refused = undefined
    onRefusal()
  }

  const tell = (written: readonly Write[]): void => {
    for (const collection of collectionsOf(written)) collection.wake()
    for (const { change, resolve } of written) resolve(change.row)
    afterCommit()
  }

  const rejectAll = (writes: readonly Write[], cause: unknown): void => {
    for (const { reject } of writes) reject(unavailable(cause))
  }

  const refuse = (changes: readonly PlacedChange[], cause: unknown): StoreError => {
    for (const collection of collectionsOf(changes)) collection.unstage()
    const bytes = changes.reduce((sum, { change }) => sum + change.row.value.length, 0)
    const error = unavailable(cause)
    if (refused === undefined) onRefusal(cause)
    refused = { error, bytes }
    return error
  }

  const show = (changes: readonly PlacedChange[]): void => {
    if (changes.length > 0) recover()
    for (const { collection, change } of changes) {
      collection.apply(change)
      committed = change.revision
    }
    for (const collection of collectionsOf(changes)) collection.unstage()
  }

  const changesOf = (writes: readonly PlacedChange[]): Change[] =>
    writes.map(({ change }) => change)

  /**
   * Stores changes at once; the caller wakes watchers. Throws StoreError `unavailable`, with
   * nothing stored.
   */
  const commit = (changes: readonly PlacedChange[]): void => {
    try {
      if (changes.length > 0) append(changesOf(changes))
    } catch (cause) {
      throw refuse(changes, cause)
    }
    show(changes)
  }

  /** Commits pending writes. Order: durable, visible, watchers woken, writers resolved. */
  const flush = (): void => {
    clearImmediate(scheduled)
    scheduled = undefined
    looks = 0
    gathered = 1
    const written = batch
    batch = []
    together?.dropped(changesOf(written))
    try {
      commit(written)
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      return rejectAll(written, error.cause)
    }
    tell(written)
  }

  const gather = (): void => {
    const { length } = batch
    if (length === gathered || length >= ENOUGH || looks === ROUNDS_OF_GROWTH) return flush()
    looks++
    gathered = length
    scheduled = setImmediate(gather)
  }

  const shared: RoundCommit | undefined = together && {
    write() {
      hasJoined = false
      writing = batch
      batch = []
      if (writing.length > 0) together.write(changesOf(writing))
    },
    stored() {
      const written = writing
      if (written.length === 0) return
      together.keep(changesOf(written))
      writing = []
      show(written)
      tell(written)
    },
    refused(cause) {
      // the round may have failed before it called `write` of this store
      hasJoined = false
      const lost = [...writing, ...batch]
      writing = []
      batch = []
      if (lost.length === 0) return
      together.dropped(changesOf(lost))
      refuse(lost, cause)
      rejectAll(lost, cause)
    },
  }

  const schedule = (): void => {
    if (shared === undefined) scheduled ??= setImmediate(gather)
    else if (!hasJoined) {
      hasJoined = true
      together!.rounds.join(shared)
    }
  }

  return {
    revision: () => committed,
    /** undefined unless the last batch was refused */
    refused: () => refused,
    recover,
    /** Revisions of failed writes are not reused: their pending rows may have been read. */
    nextRevision: () => ++assigned,
    /** Resolves with the row once durable; rejects with StoreError `unavailable`. */
    add(collection: LoggedCollection, change: Change): Promise<Row> {
      collection.stage(change)
      together?.staged(change)
      schedule()
      return new Promise((resolve, reject) => {
        batch.push({ collection, change, resolve, reject })
      })
    },
    flush,
    commit,
  }
}
