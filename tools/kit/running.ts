/** Helpers of the programs in `tools/`. */
import type { Teardown } from '../../test/fixtures/server.ts'

/** Calls `task` with a stand-in for a test, and runs the teardowns in reverse order afterwards. */
export const withTeardown = async <T>(task: (t: Teardown) => Promise<T>): Promise<T> => {
  const ends: (() => unknown)[] = []
  try {
    return await task({ teardown: (end) => void ends.unshift(end) })
  } finally {
    for (const end of ends) await end()
  }
}

/** Prints problems and their number. Returns true if there are none. */
export const report = (problems: readonly string[]): boolean => {
  for (const problem of problems) console.log(problem)
  console.log(`${problems.length} problems`)
  return problems.length === 0
}
