/** The server's store, as the replica sees it: it reads what it is asked for and keeps nothing, and the server writes. */
import { objectValues } from '../registry/encoding.ts'
import type {
  Change,
  Collection,
  ListOptions,
  ObjectStore,
  Row,
  Snapshot,
  Subscriber,
} from '../store/store.ts'
import type { Link } from './link.ts'
import type { ChangeHead, RowHead, Write } from './messages.ts'
import { RemoteRows } from './remote-rows.ts'

class RemoteCollection implements Collection {
  readonly prefix: string
  readonly #link: Link
  readonly #rows: RemoteRows
  readonly #subscribers: Set<Subscriber>

  constructor(prefix: string, link: Link, rows: RemoteRows, subscribers: Set<Subscriber>) {
    this.prefix = prefix
    this.#link = link
    this.#rows = rows
    this.#subscribers = subscribers
  }

  get size(): number {
    return this.#link.ask('size', this.prefix) as number
  }

  get lastChange(): number {
    return this.#link.ask('lastChange', this.prefix) as number
  }

  get(key: string): Row | undefined {
    return this.#rows.one(this.#link.ask('get', this.prefix, key) as RowHead | undefined)
  }

  latest(key: string): Row | undefined {
    return this.#rows.one(this.#link.ask('latest', this.prefix, key) as RowHead | undefined)
  }

  latestRows(): readonly Row[] {
    return this.#rows.all(this.#link.ask('latestRows', this.prefix) as readonly RowHead[])
  }

  list(options: ListOptions = {}): Snapshot {
    const { rows, ...rest } = this.#link.ask('list', this.prefix, options) as Snapshot & {
      readonly rows: readonly RowHead[]
    }
    return { ...rest, rows: this.#rows.all(rows) }
  }

  changesAfter(after: number, limit: number): readonly Change[] {
    const heads = this.#link.ask('changesAfter', this.prefix, after, limit) as readonly ChangeHead[]
    return heads.map(({ row, previous, ...change }) => ({
      ...change,
      row: this.#rows.one(row)!,
      previous: this.#rows.one(previous),
    }))
  }

  subscribe(subscriber: Subscriber): void {
    this.#subscribers.add(subscriber)
  }

  unsubscribe(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber)
  }
}

export class RemoteStore implements ObjectStore {
  readonly #link: Link
  readonly #rows: RemoteRows
  readonly #collections = new Map<string, Collection>()
  readonly #subscribers = new Set<Subscriber>()

  constructor(link: Link) {
    this.#link = link
    this.#rows = new RemoteRows(link)
  }

  /** A new request begins: those who follow a collection read what has changed since the last one. */
  refresh(): void {
    this.#rows.forget()
    for (const subscriber of this.#subscribers) subscriber.wake()
  }

  get revision(): number {
    return this.#link.ask('revision') as number
  }

  get compacted(): number {
    return this.#link.ask('compacted') as number
  }

  collection(prefix: string): Collection {
    let collection = this.#collections.get(prefix)
    if (collection === undefined) {
      collection = new RemoteCollection(prefix, this.#link, this.#rows, this.#subscribers)
      this.#collections.set(prefix, collection)
    }
    return collection
  }

  create(key: string, source: Buffer): Promise<Row> {
    return this.#write('create', key, 0, source)
  }

  update(key: string, expected: number, source: Buffer): Promise<Row> {
    return this.#write('update', key, expected, source)
  }

  delete(key: string, expected: number, source: Buffer): Promise<Row> {
    return this.#write('delete', key, expected, source)
  }

  async #write(verb: Write['verb'], key: string, expected: number, source: Buffer): Promise<Row> {
    const write: Write = { verb, key, expected, bytes: source }
    const head = (await this.#link.later('write', [write])) as RowHead
    const { revision, createRevision } = head
    return { key, revision, createRevision, value: objectValues.shown(source, revision) }
  }
}
