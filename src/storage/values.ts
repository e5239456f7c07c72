import type { Row } from './store.ts'

/**
 * Adds revisions to values. Kept values have none: shared engines assign the revision with the
 * write.
 */
export interface Values {
  /** The value for readers of this revision. */
  readonly shown: (bare: Buffer, revision: number) => Buffer
  /** The value to keep. */
  readonly bare: (shown: Buffer) => Buffer
}

/** The row of a write. `bare`: the value to keep. */
export const rowOf = (
  values: Values,
  key: string,
  bare: Buffer,
  revision: number,
  createRevision: number,
): Row => ({ key, value: values.shown(bare, revision), revision, createRevision })

/** Values without revisions. */
export const PLAIN: Values = { shown: (bare) => bare, bare: (shown) => shown }
