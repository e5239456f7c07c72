import type { Log } from './log.ts'
import { sqliteCode } from './sqlite/driver.ts'

/** Revisions per transaction, which takes about a millisecond. */
const STEP = 50

export interface CompactionOptions {
  /** revisions to keep; up to a tenth more are kept. Default 10,000 */
  readonly historyLimit?: number
  /** runs a step later; default: in the next round of the event loop */
  readonly schedule?: (step: () => void) => void
}

const later = (step: () => void): void => void setImmediate(step).unref()

export const HISTORY_LIMIT = 10_000

/**
 * Makes old history unreadable at once, and deletes it from the log step by step. The database file
 * does not shrink.
 */
export const compactionOf = (
  log: Log,
  { historyLimit = HISTORY_LIMIT, schedule = later }: CompactionOptions,
) => {
  const slack = Math.max(1, Math.ceil(historyLimit / 10))
  let done = log.compacted()
  let target = done
  let isScheduled = false
  let isStopped = false

  /** Makes history start after `revision`. Also resumes a compaction that failed. */
  const advance = (revision: number): void => {
    target = Math.max(target, revision)
    if (done === target || isScheduled || isStopped) return
    isScheduled = true
    schedule(step)
  }

  const step = (): void => {
    isScheduled = false
    if (isStopped) return
    const to = Math.min(target, done + STEP)
    try {
      log.forget(done, to)
    } catch (error) {
      if (sqliteCode(error) === undefined) throw error
      // The disk is full or failing; the next successful commit resumes compaction.
      return
    }
    done = to
    advance(to)
  }

  return {
    revision: () => target,
    /** The revision to compact to; undefined until history exceeds the limit by a tenth. */
    due(newest: number): number | undefined {
      const revision = newest - historyLimit
      return revision >= target + slack ? revision : undefined
    },
    advance,
    stop() {
      isStopped = true
    },
  }
}
