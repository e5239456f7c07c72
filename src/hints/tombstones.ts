/** Remembers requests that are gone, for those who come too late. In memory only, and of the last ones only. */
export interface Tombstone {
  readonly uid: string
  /** milliseconds since the epoch */
  readonly at: number
  /** who deleted it; the cleaner is a service account */
  readonly by: string
  /** the rule by which the cleaner did, or undefined when a person did */
  readonly cleaned: string | undefined
  /** end of its certificate, milliseconds since the epoch; undefined when it had none */
  readonly certificateEnds: number | undefined
}

const KEPT = 1000

export class Tombstones {
  readonly #graves = new Map<string, Tombstone>()

  get(name: string): Tombstone | undefined {
    return this.#graves.get(name)
  }

  set(name: string, tombstone: Tombstone): void {
    this.#graves.delete(name)
    this.#graves.set(name, tombstone)
    if (this.#graves.size <= KEPT) return
    for (const oldest of this.#graves.keys()) {
      this.#graves.delete(oldest)
      break
    }
  }
}
