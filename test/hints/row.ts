/** One mistake that learners make: a file below `rows`, which begins with its number. */
import type { Test } from 'tap'
import type { Lab } from './lab.ts'

export interface Row {
  /** what is done wrong, in a few words */
  readonly mistake: string
  /** ids of the hints that answer it; none where it never reaches the server, or is no mistake by itself */
  readonly hints: readonly string[]
  /** Makes the mistake with the real tools, and looks at what is seen. */
  commit(t: Test, lab: Lab): Promise<void>
}
