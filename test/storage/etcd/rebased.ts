/**
 * A store whose revisions count from its first opening, as in a new etcd. Starting an etcd for each
 * test takes too long.
 */
import type {
  Change,
  Collection,
  RowListOptions,
  Row,
  Snapshot,
  Store,
  Subscriber,
} from '../../../src/storage/store.ts'

/** Subtracts `base` from revisions. Caches rows, so that tests can compare them by identity. */
class Counting {
  readonly base: number
  readonly #rows = new WeakMap<Row, Row>()

  constructor(base: number) {
    this.base = base
  }

  readonly row = <R extends Row | undefined>(row: R): R => {
    if (row === undefined) return row
    let known = this.#rows.get(row)
    if (known === undefined) {
      const { key, value, revision } = row
      const { base } = this
      known = { key, value, revision: revision - base }
      this.#rows.set(row, known)
    }
    return known as R
  }

  readonly change = ({ type, revision, row, previous }: Change): Change => ({
    type,
    revision: revision - this.base,
    row: this.row(row),
    previous: this.row(previous),
  })
}

class RebasedCollection implements Collection {
  readonly prefix: string
  readonly #collection: Collection
  readonly #counting: Counting

  constructor(collection: Collection, counting: Counting) {
    this.prefix = collection.prefix
    this.#collection = collection
    this.#counting = counting
  }

  get size(): number {
    return this.#collection.size
  }

  get lastChange(): number {
    return Math.max(0, this.#collection.lastChange - this.#counting.base)
  }

  get(key: string): Row | undefined {
    return this.#counting.row(this.#collection.get(key))
  }

  latest(key: string): Row | undefined {
    return this.#counting.row(this.#collection.latest(key))
  }

  latestRows(): readonly Row[] {
    return this.#collection.latestRows().map(this.#counting.row)
  }

  list({ revision, ...options }: RowListOptions = {}): Snapshot {
    const { base } = this.#counting
    const at = revision === undefined ? {} : { revision: revision + base }
    const found = this.#collection.list({ ...options, ...at })
    return {
      revision: found.revision - base,
      rows: found.rows.map(this.#counting.row),
      remaining: found.remaining,
    }
  }

  changesAfter(after: number, limit: number): readonly Change[] {
    const { base, change } = this.#counting
    return this.#collection.changesAfter(after + base, limit).map(change)
  }

  subscribe(subscriber: Subscriber): void {
    this.#collection.subscribe(subscriber)
  }

  unsubscribe(subscriber: Subscriber): void {
    this.#collection.unsubscribe(subscriber)
  }
}

/** `base`: subtracted from each revision. */
export const rebased = (store: Store, base: number): Store => {
  const counting = new Counting(base)
  const { row } = counting
  const collections = new Map<Collection, Collection>()
  return {
    get revision() {
      return store.revision - base
    },
    get compacted() {
      return Math.max(0, store.compacted - base)
    },
    get refusal() {
      return store.refusal
    },
    settings: store.settings,
    snapshots: store.snapshots,
    collection(prefix) {
      const collection = store.collection(prefix)
      const known = collections.get(collection) ?? new RebasedCollection(collection, counting)
      collections.set(collection, known)
      return known
    },
    create: async (key: string, value: Buffer) => row(await store.create(key, value)),
    update: async (key: string, expected: number, value: Buffer) =>
      row(await store.update(key, expected + base, value)),
    delete: async (key: string, expected: number, value: Buffer) =>
      row(await store.delete(key, expected + base, value)),
    compact: (revision) => store.compact(revision + base),
    current: () => store.current!(),
    close: () => store.close(),
  }
}
