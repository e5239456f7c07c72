import { LoggedCollection } from '../collection.ts'
import type { Change, Row } from '../store.ts'

export interface Write {
  readonly key: string
  readonly value: Buffer
  /** the value for etcd; undefined deletes */
  readonly bytes: Buffer | undefined
  /** rows that the feed reports during the write, by revision */
  readonly seen: Map<number, Row>
}

/** Records the rows that the feed reports for unfinished writes. */
export class SharedCollection extends LoggedCollection {
  readonly #writes = new Set<Write>()

  begin(write: Write): void {
    this.#writes.add(write)
  }

  end(write: Write): void {
    this.#writes.delete(write)
  }

  override apply(change: Change): void {
    super.apply(change)
    const { row, revision } = change
    for (const { key, seen } of this.#writes) if (key === row.key) seen.set(revision, row)
  }
}
