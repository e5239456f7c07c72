import type { Row } from '../store/store.ts'

/**
 * Decoded forms of rows, so that what was just written or read is not parsed again. Bounded: the oldest entry makes room,
 * since the bytes can always be decoded once more.
 */
export class ObjectCache<T> {
  readonly #objects = new Map<Row, T>()
  readonly #decode: (value: Buffer) => T
  readonly #limit: number

  constructor(decode: (value: Buffer) => T, limit: number) {
    this.#decode = decode
    this.#limit = limit
  }

  get(row: Row): T {
    const known = this.#objects.get(row)
    if (known !== undefined) return known
    const object = this.#decode(row.value)
    this.put(row, object)
    return object
  }

  put(row: Row, object: T): void {
    if (this.#objects.size >= this.#limit) {
      for (const oldest of this.#objects.keys()) {
        this.#objects.delete(oldest)
        break
      }
    }
    this.#objects.set(row, object)
  }
}
