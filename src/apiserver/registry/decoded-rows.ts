import { countJsonValues } from '../../apimachinery/text/many-values.ts'
import type { Row } from '../../storage/store.ts'

/** Room for some 6,000 CSRs. */
const KEPT_BYTES = 16 * 1024 * 1024

/**
 * Share of the bound that an eviction leaves. Evicting many rows at once is faster, because
 * iterating a Map passes over the slots of deleted entries.
 */
const LEFT_SHARE = 7 / 8

/**
 * The weight of one JSON value, in stored bytes: an empty object takes 56 bytes of memory, and
 * decoded objects usually take four times their stored bytes.
 */
const BYTES_OF_A_VALUE = 16

const weightOf = ({ value }: Row): number =>
  Math.max(value.length, BYTES_OF_A_VALUE * (countJsonValues(value) - 1))

interface Decoded {
  readonly object: unknown
  readonly weight: number
}

/** Caches the decoded rows of all resources, bounded by weight; evicts the oldest first. */
export class DecodedRows {
  readonly #maxBytes: number
  readonly #rows = new Map<Row, Decoded>()
  #bytes = 0

  constructor(maxBytes = KEPT_BYTES) {
    this.#maxBytes = maxBytes
  }

  get(row: Row): unknown {
    return this.#rows.get(row)?.object
  }

  put(row: Row, object: unknown): void {
    this.drop(row)
    const weight = weightOf(row)
    this.#bytes += weight
    this.#rows.set(row, { object, weight })
    if (this.#bytes > this.#maxBytes) this.#evict()
  }

  drop(row: Row): void {
    this.#bytes -= this.#rows.get(row)?.weight ?? 0
    this.#rows.delete(row)
  }

  #evict(): void {
    for (const oldest of this.#rows.keys()) {
      this.drop(oldest)
      if (this.#bytes <= this.#maxBytes * LEFT_SHARE) return
    }
  }
}
