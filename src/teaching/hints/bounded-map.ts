export interface Tombstone {
  readonly uid: string
  /** milliseconds since the epoch */
  readonly at: number
  /** name of the user, or of the cleaner's service account, that deleted the CSR */
  readonly by: string
  /** the cleaner's reason, as text; undefined: a user deleted the CSR */
  readonly cleaned: string | undefined
  /** milliseconds since the epoch; undefined: no certificate */
  readonly certificateEnds: number | undefined
}

const KEPT = 1000

/** Keeps at most {@link KEPT} facts that the API does not store. */
export class BoundedMap<T> {
  readonly #values = new Map<string, T>()

  get(key: string): T | undefined {
    return this.#values.get(key)
  }

  delete(key: string): void {
    this.#values.delete(key)
  }

  /** Evicts the oldest entry if there are too many. */
  set(key: string, value: T): void {
    this.#values.delete(key)
    this.#values.set(key, value)
    if (this.#values.size > KEPT) this.#values.delete(this.#values.keys().next().value!)
  }
}
