import type { Row } from './store.ts'

/**
 * How the revision of a row comes into its bytes. What is kept has none, so that it can be written before its revision is known: an
 * engine beside others learns that from its answer.
 */
export interface Values {
  /** The bytes that readers get of a row of this revision. */
  readonly shown: (bare: Buffer, revision: number) => Buffer
  /** The bytes to keep of any that were shown. */
  readonly bare: (shown: Buffer) => Buffer
}

/** The row of a write that has got its revision; `bare`: what is kept of it. */
export const rowOf = (
  values: Values,
  key: string,
  bare: Buffer,
  revision: number,
  createRevision: number,
): Row => ({ key, value: values.shown(bare, revision), revision, createRevision })

/** Of bytes that say nothing of their revision. */
export const PLAIN: Values = { shown: (bare) => bare, bare: (shown) => shown }
