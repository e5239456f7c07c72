import type { Row } from './store.ts'

/**
 * Adds revisions to values. Stored values have none: shared engines assign the revision with the
 * write.
 */
export interface Values {
  readonly shown: (bare: Buffer, revision: number) => Buffer
  readonly bare: (shown: Buffer) => Buffer
}

/** The row of a write. `bare`: the value to store. */
export const rowOf = (values: Values, key: string, bare: Buffer, revision: number): Row => ({
  key,
  value: values.shown(bare, revision),
  revision,
})

export const PLAIN: Values = { shown: (bare) => bare, bare: (shown) => shown }
