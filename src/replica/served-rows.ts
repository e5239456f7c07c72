/** The server's end: what the replica reads of its store. */
import type { Collection, ListOptions, Row, Settings, Store } from '../store/store.ts'
import type { ChangeHead, RowHead } from './messages.ts'

/** So many bytes go over at a time: to copy them takes less than a millisecond. */
const BYTES_AT_A_TIME = 1024 * 1024

export class ServedRows {
  readonly #store: Store
  readonly #settings: Pick<Settings, 'get'>
  readonly #oldest: () => number
  readonly #ids = new Map<Row, number>()
  readonly #rows = new Map<number, Row>()
  #count = 0

  /** `oldest`: lists of earlier revisions are gone for everybody. */
  constructor(store: Store, settings: Pick<Settings, 'get'>, oldest: () => number) {
    this.#store = store
    this.#settings = settings
    this.#oldest = oldest
  }

  /** The request that these rows were read for is over. */
  forget(): void {
    this.#ids.clear()
    this.#rows.clear()
  }

  headOf(row: Row): RowHead {
    let id = this.#ids.get(row)
    if (id === undefined) {
      id = ++this.#count
      this.#ids.set(row, id)
      this.#rows.set(id, row)
    }
    return { id, key: row.key, revision: row.revision, createRevision: row.createRevision }
  }

  readonly revision = (): number => this.#store.revision
  readonly compacted = (): number => Math.max(this.#store.compacted, this.#oldest())
  readonly setting = (name: string): Buffer | undefined => this.#settings.get(name)

  readonly size = (prefix: string): number => this.#collection(prefix).size

  readonly lastChange = (prefix: string): number => this.#collection(prefix).lastChange

  readonly get = (prefix: string, key: string): RowHead | undefined =>
    this.#maybe(this.#collection(prefix).get(key))

  readonly latest = (prefix: string, key: string): RowHead | undefined =>
    this.#maybe(this.#collection(prefix).latest(key))

  readonly latestRows = (prefix: string): RowHead[] =>
    this.#collection(prefix)
      .latestRows()
      .map((row) => this.headOf(row))

  readonly list = (prefix: string, options: ListOptions) => {
    const { rows, ...rest } = this.#collection(prefix).list(options)
    return { ...rest, rows: rows.map((row) => this.headOf(row)) }
  }

  readonly changesAfter = (prefix: string, after: number, limit: number): ChangeHead[] =>
    this.#collection(prefix)
      .changesAfter(after, limit)
      .map(({ type, revision, row, previous }) => ({
        type,
        revision,
        row: this.headOf(row),
        previous: this.#maybe(previous),
      }))

  /** The bytes of the first of these rows, and of as many more as go over at a time. */
  readonly values = (ids: readonly number[]): Buffer[] => {
    const values: Buffer[] = []
    let bytes = 0
    for (const id of ids) {
      const row = this.#rows.get(id)
      if (row === undefined) throw new Error(`row ${id} is of a request that is over`)
      values.push(row.value)
      if ((bytes += row.value.length) > BYTES_AT_A_TIME) break
    }
    return values
  }

  #maybe(row: Row | undefined): RowHead | undefined {
    return row && this.headOf(row)
  }

  #collection(prefix: string): Collection {
    return this.#store.collection(prefix)
  }
}
