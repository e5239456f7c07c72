/** Writes that etcd has been asked for, until the feed shows what became of them. */
import { LoggedCollection } from '../collection.ts'
import type { Change, Row } from '../store.ts'

/** A write that is on its way. */
export interface Write {
  readonly key: string
  readonly value: Buffer
  /** what etcd is to keep; undefined: the key is to go */
  readonly bytes: Buffer | undefined
  /** rows that the feed has shown of its key since it was begun, by revision */
  readonly seen: Map<number, Row>
}

/** A collection that others write to as well: what is on its way from here may not come. */
export class SharedCollection extends LoggedCollection {
  readonly #writes = new Map<string, Set<Write>>()

  begin(write: Write): void {
    const others = this.#writes.get(write.key)
    if (others === undefined) this.#writes.set(write.key, new Set([write]))
    else others.add(write)
  }

  end(write: Write): void {
    const others = this.#writes.get(write.key)
    others?.delete(write)
    if (others?.size === 0) this.#writes.delete(write.key)
  }

  override apply(change: Change): void {
    super.apply(change)
    const { row, revision } = change
    for (const { seen } of this.#writes.get(row.key) ?? []) seen.set(revision, row)
  }
}
