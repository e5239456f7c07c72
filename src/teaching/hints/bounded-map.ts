export interface Tombstone {
  readonly uid: string
  /** milliseconds since the epoch */
  readonly at: number
  /** user name; the cleaner is a service account */
  readonly by: string
  /** the cleaner's rule; undefined if another user deleted it */
  readonly cleaned: string | undefined
  /** milliseconds since the epoch; undefined if there is no certificate */
  readonly certificateEnds: number | undefined
}

const KEPT = 1000

/** Facts that the API does not store, kept in memory: at most {@link KEPT} of each kind. */
export class BoundedMap<T> {
  readonly #values = new Map<string, T>()

  get(key: string): T | undefined {
    return this.#values.get(key)
  }

  delete(key: string): void {
    this.#values.delete(key)
  }

  /** Adds an entry, evicting the oldest one if there are too many. */
  set(key: string, value: T): void {
    this.#values.delete(key)
    this.#values.set(key, value)
    if (this.#values.size > KEPT) this.#values.delete(this.#values.keys().next().value!)
  }
}
