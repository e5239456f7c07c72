import type { Row } from '../store/store.ts'

/**
 * Decoded forms of rows, so that what was just written or read is not parsed again. Bounded by the bytes of those rows, of which
 * the decoded forms take a few times as much: the oldest entries make room, since bytes can always be decoded once more.
 */
export class ObjectCache<T> {
  readonly #objects = new Map<Row, T>()
  readonly #decode: (value: Buffer) => T
  readonly #maxBytes: number
  #bytes = 0

  constructor(decode: (value: Buffer) => T, maxBytes: number) {
    this.#decode = decode
    this.#maxBytes = maxBytes
  }

  get(row: Row): T {
    const known = this.#objects.get(row)
    if (known !== undefined) return known
    const object = this.#decode(row.value)
    this.put(row, object)
    return object
  }

  /** A row larger than the whole cache is not kept. */
  put(row: Row, object: T): void {
    if (!this.#objects.has(row)) this.#bytes += row.value.length
    this.#objects.set(row, object)
    if (this.#bytes > this.#maxBytes) this.#makeRoom()
  }

  #makeRoom(): void {
    for (const oldest of this.#objects.keys()) {
      this.#objects.delete(oldest)
      this.#bytes -= oldest.value.length
      if (this.#bytes <= this.#maxBytes) return
    }
  }
}
