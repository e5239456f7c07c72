import { countJsonValues } from '../api/text/many-values.ts'
import type { Row } from '../store/store.ts'

/** How many stored bytes may have their decoded form kept: some 6,000 certificate requests. */
const KEPT_BYTES = 16 * 1024 * 1024

/**
 * So much of what is allowed is left once room has been made. A Map keeps the places of what was deleted for a while, and whoever asks for
 * its first key passes over all of them: that is to be for many rows at once.
 */
const LEFT_SHARE = 7 / 8

/**
 * What a decoded value takes, in bytes, by what of it counts: an empty object takes 56 and the place that leads to it, and the decoded form
 * of what usually is stored some four times its bytes. `{},` has three.
 */
const BYTES_OF_A_VALUE = 16

/** Bytes of a row, or as many as have a decoded form as large as the row's. */
const weightOf = ({ value }: Row): number =>
  Math.max(value.length, BYTES_OF_A_VALUE * (countJsonValues(value) - 1))

/**
 * Decoded forms of the rows of a server, whatever resources they are of: each has its own way to decode them. Bounded by the bytes of those
 * rows, of which the decoded forms take a few times as much, and by their values where those take more; the oldest go first.
 */
export class DecodedRows {
  readonly #maxBytes: number
  /** undefined: there is none */
  #objects: Map<Row, unknown> | undefined
  /** what counts of rows that are heavier than they are long */
  #heavy: Map<Row, number> | undefined
  #bytes = 0

  constructor(maxBytes = KEPT_BYTES) {
    this.#maxBytes = maxBytes
  }

  get(row: Row): unknown {
    return this.#objects?.get(row)
  }

  has(row: Row): boolean {
    return this.#objects?.has(row) === true
  }

  /** A row larger than all of it is not kept. */
  put(row: Row, object: unknown): void {
    const objects = (this.#objects ??= new Map())
    if (!objects.has(row)) this.#count(row)
    objects.set(row, object)
    if (this.#bytes > this.#maxBytes) this.#makeRoom(objects)
  }

  drop(row: Row): void {
    if (this.#objects?.delete(row) !== true) return
    this.#bytes -= this.#heavy?.get(row) ?? row.value.length
    this.#heavy?.delete(row)
  }

  clear(): void {
    this.#objects = undefined
    this.#heavy = undefined
    this.#bytes = 0
  }

  #count(row: Row): void {
    const weight = weightOf(row)
    this.#bytes += weight
    if (weight > row.value.length) (this.#heavy ??= new Map()).set(row, weight)
  }

  #makeRoom(objects: ReadonlyMap<Row, unknown>): void {
    for (const oldest of objects.keys()) {
      this.drop(oldest)
      if (this.#bytes <= this.#maxBytes * LEFT_SHARE) return
    }
  }
}
