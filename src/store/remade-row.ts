import type { Filled } from './form.ts'
import type { Remaker, Row, Source } from './store.ts'
import type { Values } from './values.ts'

/** Who makes the bytes that a key had under a revision, where they need not be kept; undefined where they must. */
export type Relink = (key: string, value: Buffer, revision: number) => Remaker | undefined

/** A row whose bytes are made when they are asked for: until it is stored, and again from when it is first read. */
export abstract class RemadeRow implements Row {
  abstract readonly key: string
  readonly revision: number
  readonly createRevision: number
  #value: Buffer | undefined

  constructor(revision: number, createRevision: number) {
    this.revision = revision
    this.createRevision = createRevision
  }

  /** The bytes, the same each time. */
  protected abstract made(): Buffer

  /** How many they are, where it is known without making them. */
  protected abstract madeSize(): number | undefined

  /** The bytes by their form, where many rows have that; undefined where they have none. */
  get filled(): Filled | undefined {
    return undefined
  }

  get value(): Buffer {
    return (this.#value ??= this.made())
  }

  /** How many bytes they are; they are not made for that where it is known. */
  get size(): number {
    return this.#value?.length ?? this.madeSize() ?? this.value.length
  }

  /** The bytes are in the file now. */
  stored(): void {
    this.#value = undefined
  }
}

/** One that somebody else makes. */
class RowOfMaker extends RemadeRow {
  readonly key: string
  readonly #maker: Remaker

  constructor(key: string, maker: Remaker, revision: number, createRevision: number) {
    super(revision, createRevision)
    this.key = key
    this.#maker = maker
  }

  protected made(): Buffer {
    return this.#maker.remake(this.revision)
  }

  protected madeSize(): number | undefined {
    return this.#maker.size?.(this.revision)
  }
}

/** The row under a key whose bytes `maker` makes. */
export const remadeRow = (
  key: string,
  maker: Remaker,
  revision: number,
  createRevision: number,
): Row =>
  maker.row?.(revision, createRevision) ?? new RowOfMaker(key, maker, revision, createRevision)

/** How many bytes the value of a row has. */
export const sizeOf = (row: Row): number => (row instanceof RemadeRow ? row.size : row.value.length)

/** The row of a write that has got its revision. */
export const rowOf = (
  values: Values,
  key: string,
  source: Source,
  revision: number,
  createRevision: number,
): Row =>
  Buffer.isBuffer(source)
    ? { key, value: values.shown(source, revision), revision, createRevision }
    : remadeRow(key, source, revision, createRevision)
