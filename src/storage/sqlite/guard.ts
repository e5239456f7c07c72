import { closed, unavailable } from '../failures.ts'
import type { Database } from './driver.ts'

interface Guard {
  readonly assertOpen: (name: string) => void
  /** Runs a write. Throws StoreError `closed` or `unavailable`. */
  readonly write: (name: string, task: () => void) => void
}

/** Turns a closed database and refused writes into StoreErrors. */
export const guard = (db: Database): Guard => {
  const assertOpen = (name: string): void => {
    if (!db.open) throw closed(name)
  }
  return {
    assertOpen,
    write(name, task) {
      assertOpen(name)
      try {
        task()
      } catch (cause) {
        throw unavailable(name, cause)
      }
    },
  }
}
