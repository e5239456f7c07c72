import type { KubeObject } from '../api/meta.ts'
import { decodeObject } from '../api/schema/decode.ts'
import type { StructSchema } from '../api/schema/schema.ts'
import { type JsonObject, parseJsonInTurns } from '../api/text/json.ts'
import { atOnce } from '../api/turns.ts'
import type { Collection, Row } from '../store/store.ts'
import { hasMany } from './many-values.ts'
import type { CachedRows } from './object-cache.ts'
import { isTemplated, templated } from './template.ts'
import { UndecodableError } from './undecodable.ts'
import { withItsUnknown } from './unknown-fields.ts'

/** The object of a row. Throws UndecodableError. */
const decodeRow = (schema: StructSchema, row: Row): KubeObject => {
  try {
    // a replica has written it as it is to be
    if (hasMany(row)) return atOnce(parseJsonInTurns(row.value.toString())) as KubeObject
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
  /** by their bytes, last states that are being written: those who follow the resource need not decode them */
  #parting: WeakMap<Buffer, T> | undefined

  /** `schema`: of the storage version. */
  constructor(schema: StructSchema, collection: Collection) {
    this.#schema = schema
    this.#collection = collection
  }

  /** Says what will be read from these bytes, once. */
  expect(value: Buffer, object: T): void {
    this.#parting ??= new WeakMap()
    this.#parting.set(value, object)
  }

  /** Throws UndecodableError. */
  decode(row: Row): T {
    return this.#parted(row) ?? ((templated(row) ?? decodeRow(this.#schema, row)) as T)
  }

  isCurrent(row: Row): boolean {
    return this.#collection.latest(row.key) === row || this.#collection.get(row.key) === row
  }

  isKept(row: Row): boolean {
    return !isTemplated(row)
  }

  /** Once it is asked for the cache has it. */
  #parted(row: Row): T | undefined {
    // its bytes need not be made to see that nobody has written them
    if (this.#parting === undefined || isTemplated(row)) return undefined
    const object = this.#parting.get(row.value)
    this.#parting.delete(row.value)
    return object
  }
}
