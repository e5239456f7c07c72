import { sqliteCode } from './sqlite/driver.ts'
import { type Row, StoreError } from './store.ts'

export const closed = (): StoreError => new StoreError('closed', 'the store is closed')

/** Returns a view of `parts` that throws `closed` unless the store is open. */
export const whileOpen = <Parts extends object>(parts: Parts, isOpen: () => boolean): Parts =>
  new Proxy(parts, {
    get(target, name) {
      if (!isOpen()) throw closed()
      return Reflect.get(target, name)
    },
  })

export const exists = (): StoreError => new StoreError('exists', 'the key exists')

export const conflict = (found: Row | undefined, expected: number): StoreError => {
  const where = found === undefined ? 'gone' : `at revision ${found.revision}`
  return new StoreError('conflict', `the key is ${where}, expected ${expected}`)
}

export const future = (revision: number): StoreError =>
  new StoreError('future', `revision ${revision} has not been reached`)

/** Throws StoreError `unavailable` if the disk refuses the write. */
export const storing = (write: () => unknown): void => {
  try {
    write()
  } catch (cause) {
    throw unavailable(cause)
  }
}

export const reasonOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : String(cause)

export const isFull = (cause: unknown): boolean => sqliteCode(cause) === 'SQLITE_FULL'

/** The error for a write that the disk refused. A delete is a write too, of its event. */
export const unavailable = (cause: unknown): StoreError => {
  const remedy = isFull(cause)
    ? "; free space on the server's disk outside of csrlab, since deletes need space too"
    : ''
  return new StoreError('unavailable', `not stored: ${reasonOf(cause)}${remedy}`, { cause })
}

/** Called with the cause when the disk begins to refuse writes, and without when it accepts one. */
export type OnRefusal = (cause?: unknown) => void
