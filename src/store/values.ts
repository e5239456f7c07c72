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

/** Of bytes that say nothing of their revision. */
export const PLAIN: Values = { shown: (bare) => bare, bare: (shown) => shown }
