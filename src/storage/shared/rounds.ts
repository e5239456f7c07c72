/** Commits of several stores in one transaction, for one fsync. */
import type { OnRefusal } from '../failures.ts'

export interface RoundCommit {
  /** Throws the disk's error; no commit of the round is then stored. */
  write(): void
  stored(): void
  refused(cause: unknown): void
}

export type CommitRounds = ReturnType<typeof commitRounds>

/** `transact`: runs the task in a transaction that is durable on return, or throws. */
export const commitRounds = (
  transact: (task: () => void) => void,
  onRefusal: OnRefusal = () => undefined,
) => {
  let waiting: RoundCommit[] = []
  let isRefused = false
  const run = (): void => {
    const commits = waiting
    waiting = []
    try {
      transact(() => {
        for (const commit of commits) commit.write()
      })
    } catch (cause) {
      if (!isRefused) onRefusal(cause)
      isRefused = true
      for (const commit of commits) commit.refused(cause)
      return
    }
    if (isRefused) onRefusal()
    isRefused = false
    for (const commit of commits) commit.stored()
  }
  return {
    /** Commits at the end of this round of the event loop. */
    join(commit: RoundCommit): void {
      if (waiting.push(commit) === 1) setImmediate(run)
    },
  }
}
