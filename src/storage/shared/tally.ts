import type { Change, Entry, Row, Snapshots } from '../store.ts'

export const bytesOf = (entries: readonly Entry[]): number =>
  entries.reduce((sum, { value }) => sum + value.length, 0)

export class Tally {
  #objects = 0
  #bytes = 0
  readonly #snapshots = new Map<string, number>()
  #snapshotBytes = 0
  #reserved = 0

  get objects(): number {
    return this.#objects
  }

  /** size of the values of objects and snapshots */
  get bytes(): number {
    return this.#bytes + this.#snapshotBytes + this.#reserved
  }

  /** includes reserved bytes; a key added again counts twice */
  get snapshotBytes(): number {
    return this.#snapshotBytes + this.#reserved
  }

  begin(rows: readonly Row[], snapshots: Pick<Snapshots, 'all' | 'entries'>): void {
    this.#objects = rows.length
    this.#bytes = rows.reduce((sum, row) => sum + row.value.length, 0)
    for (const { name } of snapshots.all()) this.keep(name, snapshots.entries(name))
  }

  keep(name: string, entries: readonly Entry[]): void {
    const bytes = bytesOf(entries)
    this.#snapshots.set(name, (this.#snapshots.get(name) ?? 0) + bytes)
    this.#snapshotBytes += bytes
  }

  forget(name: string): void {
    this.#snapshotBytes -= this.#snapshots.get(name) ?? 0
    this.#snapshots.delete(name)
  }

  reserve(bytes: number): () => void {
    this.#reserved += bytes
    return () => {
      this.#reserved -= bytes
    }
  }

  count(changes: readonly Change[]): void {
    this.#add(changes, 1)
  }

  uncount(changes: readonly Change[]): void {
    this.#add(changes, -1)
  }

  #add(changes: readonly Change[], sign: 1 | -1): void {
    for (const { type, row, previous } of changes) {
      const isThere = type === 'put'
      const bytes = (isThere ? row.value.length : 0) - (previous?.value.length ?? 0)
      this.#objects += sign * (Number(isThere) - Number(previous !== undefined))
      this.#bytes += sign * bytes
    }
  }
}
