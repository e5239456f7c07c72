import { type Row, StoreError } from './store.ts'

export const closed = (key: string): StoreError =>
  new StoreError('closed', key, 'the store is closed')

export const exists = (key: string): StoreError => new StoreError('exists', key, 'the key exists')

/** The error of a write that expected another revision than `found`. */
export const conflict = (key: string, found: Row | undefined, expected: number): StoreError => {
  const where = found === undefined ? 'gone' : `at revision ${found.revision}`
  return new StoreError('conflict', key, `the key is ${where}, expected ${expected}`)
}

export const future = (key: string, revision: number): StoreError =>
  new StoreError('future', key, `revision ${revision} has not been reached`)

/** The error of a write that the disk refused. */
export const unavailable = (key: string, cause: unknown): StoreError => {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new StoreError('unavailable', key, `not stored: ${reason}`, { cause })
}
