import type { Row } from './store.ts'

/**
 * Adds revisions to values, and removes them. Values are stored without a revision, because etcd
 * assigns the revision during the write.
 */
export interface Values {
  readonly shown: (bare: Buffer, revision: number) => Buffer
  readonly bare: (shown: Buffer) => Buffer
}

export const rowOf = (values: Values, key: string, bare: Buffer, revision: number): Row => ({
  key,
  value: values.shown(bare, revision),
  revision,
})

export const PLAIN: Values = { shown: (bare) => bare, bare: (shown) => shown }
