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

/** The error for a write that the disk refused. */
export const unavailable = (cause: unknown): StoreError => {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new StoreError('unavailable', `not stored: ${reason}`, { cause })
}
