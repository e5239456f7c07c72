import type { Remaker, Row, Source } from './store.ts'
import type { Values } from './values.ts'

/** Who makes the bytes that a key had under a revision, where they need not be kept; undefined where they must. */
export type Relink = (key: string, value: Buffer, revision: number) => Remaker | undefined

/** A row whose bytes are made when they are asked for: until it is stored, and again from when it is first read. */
export class RemadeRow implements Row {
  readonly key: string
  readonly revision: number
  readonly createRevision: number
  readonly maker: Remaker
  #value: Buffer | undefined

  constructor(key: string, maker: Remaker, revision: number, createRevision: number) {
    this.key = key
    this.maker = maker
    this.revision = revision
    this.createRevision = createRevision
  }

  get value(): Buffer {
    return (this.#value ??= this.maker.remake(this.revision))
  }

  /** How many bytes they are; they are not made for that where it is known. */
  get size(): number {
    return this.#value?.length ?? this.maker.size?.(this.revision) ?? this.value.length
  }

  /** The bytes are in the file now. */
  stored(): void {
    this.#value = undefined
  }
}

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
    : new RemadeRow(key, source, revision, createRevision)
