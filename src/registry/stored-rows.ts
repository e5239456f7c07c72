import type { KubeObject } from '../api/meta.ts'
import { decodeObject } from '../api/schema/decode.ts'
import type { StructSchema } from '../api/schema/schema.ts'
import type { JsonObject } from '../api/text/json.ts'
import type { Collection, Row } from '../store/store.ts'
import type { CachedRows } from './object-cache.ts'
import { UndecodableError } from './undecodable.ts'
import { withItsUnknown } from './unknown-fields.ts'

/** The object of a row. Throws UndecodableError. */
const decodeRow = (schema: StructSchema, row: Row): KubeObject => {
  try {
    const json = JSON.parse(row.value.toString()) as JsonObject
    return withItsUnknown(decodeObject(schema, json), json)
  } catch (error) {
    throw new UndecodableError(row, error)
  }
}

/** The rows of a resource, as its cache asks about them. */
export class StoredRows<T extends KubeObject> implements CachedRows<T> {
  readonly #schema: StructSchema
  readonly #collection: Collection

  /** `schema`: of the storage version. */
  constructor(schema: StructSchema, collection: Collection) {
    this.#schema = schema
    this.#collection = collection
  }

  /** Throws UndecodableError. */
  decode(row: Row): T {
    return decodeRow(this.#schema, row) as T
  }

  isCurrent(row: Row): boolean {
    return this.#collection.latest(row.key) === row || this.#collection.get(row.key) === row
  }
}
