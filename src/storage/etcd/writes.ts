import { LoggedCollection } from '../collection.ts'
import type { Change, Row } from '../store.ts'

export interface Write {
  readonly key: string
  readonly value: Buffer
  /** the value for etcd; undefined deletes */
  readonly bytes: Buffer | undefined
  /** rows of the key that the feed reports during the write, by revision */
  readonly seen: Map<number, Row>
}

/** A collection that other replicas write too, so writes may fail. */
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
