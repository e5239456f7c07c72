import { closed, unavailable } from '../failures.ts'
import type { Database } from './driver.ts'

interface Guard {
  readonly assertOpen: () => void
  /** Runs a write. Throws StoreError `closed` or `unavailable`. */
  readonly write: (task: () => void) => void
}

/** Turns a closed database and refused writes into StoreErrors. */
export const guard = (db: Database): Guard => {
  const assertOpen = (): void => {
    if (!db.open) throw closed()
  }
  return {
    assertOpen,
    write(task) {
      assertOpen()
      try {
        task()
      } catch (cause) {
        throw unavailable(cause)
      }
    },
  }
}
