import type { KubeObject } from '../../apimachinery/meta.ts'
import { decodeObject } from '../../apimachinery/schema/decode.ts'
import type { StructSchema } from '../../apimachinery/schema/schema.ts'
import type { JsonObject } from '../../apimachinery/text/json.ts'
import type { Collection, Row } from '../../storage/store.ts'
import type { DecodedRows } from './decoded-rows.ts'

/** A stored row that does not decode: another program wrote it, or the disk is damaged. */
export class UndecodableError extends Error {
  override readonly name = 'UndecodableError'
  constructor({ key, revision }: Pick<Row, 'key' | 'revision'>, cause: Error) {
    super(`the row ${key} of revision ${revision} cannot be decoded: ${cause.message}`, { cause })
  }
}

/** How many superseded rows stay decoded: watches need them for DELETED events and selectors. */
const KEPT_REPLACED = 100

/**
 * Caches the decoded rows of one resource. {@link DecodedRows} bounds their memory; superseded rows
 * are also bounded in number.
 */
export class ObjectCache<T extends KubeObject> {
  readonly #schema: StructSchema
  readonly #collection: Pick<Collection, 'get' | 'latest'>
  readonly #decoded: DecodedRows
  readonly #replaced = new Set<Row>()

  constructor(
    schema: StructSchema,
    collection: Pick<Collection, 'get' | 'latest'>,
    decoded: DecodedRows,
  ) {
    this.#schema = schema
    this.#collection = collection
    this.#decoded = decoded
  }

  get(row: Row): T {
    const known = this.#decoded.get(row)
    if (known !== undefined) return known as T
    const object = this.#decode(row)
    this.put(row, object)
    return object
  }

  put(row: Row, object: T): void {
    this.#decoded.put(row, object)
    const { key } = row
    if (this.#collection.latest(key) !== row && this.#collection.get(key) !== row)
      this.replaced(row)
  }

  replaced(row: Row): void {
    this.#replaced.add(row)
    if (this.#replaced.size <= KEPT_REPLACED) return
    const [oldest] = this.#replaced
    this.#replaced.delete(oldest!)
    this.#decoded.drop(oldest!)
  }

  /** Drops a row that was never stored. */
  forget(row: Row): void {
    this.#replaced.delete(row)
    this.#decoded.drop(row)
  }

  #decode(row: Row): T {
    try {
      const json = JSON.parse(row.value.toString()) as JsonObject
      return decodeObject(this.#schema, json).object as T
    } catch (error) {
      throw new UndecodableError(row, error as Error)
    }
  }
}
