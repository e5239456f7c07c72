import type { Row } from '../store/store.ts'
import type { Link } from './link.ts'
import type { RowHead } from './messages.ts'

/** Bytes as they come over from another thread. */
export const bufferOf = ({ buffer, byteOffset, length }: Uint8Array): Buffer =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, length)

/** A row of the server's store, whose bytes come when they are asked for, with those of the rows that follow it. */
class RemoteRow implements Row {
  readonly id: number
  readonly key: string
  readonly revision: number
  readonly createRevision: number
  readonly #fetch: (row: RemoteRow) => void
  /** undefined until it was fetched */
  bytes: Buffer | undefined

  constructor({ id, key, revision, createRevision }: RowHead, fetch: (row: RemoteRow) => void) {
    this.id = id
    this.key = key
    this.revision = revision
    this.createRevision = createRevision
    this.#fetch = fetch
  }

  get value(): Buffer {
    if (this.bytes === undefined) this.#fetch(this)
    return this.bytes!
  }
}

/** At most so many rows are fetched at a time; the server sends no more of them than make a megabyte. */
const BATCH = 500

/** The rows that one request has to do with: each is one object, however often it is read. */
export class RemoteRows {
  readonly #link: Link
  readonly #known = new Map<number, RemoteRow>()

  constructor(link: Link) {
    this.#link = link
  }

  one(head: RowHead | undefined): Row | undefined {
    return head && this.all([head])[0]
  }

  all(heads: readonly RowHead[]): readonly Row[] {
    const rows: RemoteRow[] = []
    let positions: Map<RemoteRow, number> | undefined
    const fetch = (row: RemoteRow): void => {
      positions ??= new Map(rows.map((one, at) => [one, at]))
      const from = positions.get(row)!
      const wanted = rows.slice(from, from + BATCH)
      const values = this.#link.ask(
        'values',
        wanted.map(({ id }) => id),
      ) as readonly Uint8Array[]
      values.forEach((value, i) => (wanted[i]!.bytes = bufferOf(value)))
    }
    for (const head of heads) {
      let row = this.#known.get(head.id)
      if (row === undefined) this.#known.set(head.id, (row = new RemoteRow(head, fetch)))
      rows.push(row)
    }
    return rows
  }

  /** A new request begins. */
  forget(): void {
    this.#known.clear()
  }
}
