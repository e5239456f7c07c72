import type { Log } from './log.ts'
import { sqliteCode } from './sqlite/driver.ts'

/** Revisions per transaction, which takes about a millisecond. */
const STEP = 50

export interface CompactionOptions {
  /** the minimum number of revisions kept, up to a tenth more. Default 10,000 */
  readonly historyLimit?: number
  /** runs a step later; default: in the next round of the event loop */
  readonly schedule?: (step: () => void) => void
}

const later = (step: () => void): void => void setImmediate(step).unref()

export const HISTORY_LIMIT = 10_000

/**
 * Forgets old history: at once for readers, step by step in the file, which does not shrink.
 */
export class Compaction {
  readonly #log: Log
  readonly #historyLimit: number
  readonly #slack: number
  readonly #schedule: (step: () => void) => void
  #done: number
  #target: number
  #scheduled = false
  #stopped = false

  constructor(log: Log, { historyLimit = HISTORY_LIMIT, schedule = later }: CompactionOptions) {
    this.#log = log
    this.#historyLimit = historyLimit
    this.#slack = Math.max(1, Math.ceil(historyLimit / 10))
    this.#schedule = schedule
    this.#done = log.compacted()
    this.#target = this.#done
  }

  get revision(): number {
    return this.#target
  }

  /** The revision to compact to; undefined until history exceeds the limit by a tenth. */
  due(newest: number): number | undefined {
    const revision = newest - this.#historyLimit
    return revision >= this.#target + this.#slack ? revision : undefined
  }

  /** Starts history after `revision`; also resumes after a failure. */
  advance(revision: number): void {
    this.#target = Math.max(this.#target, revision)
    if (this.#done === this.#target || this.#scheduled || this.#stopped) return
    this.#scheduled = true
    this.#schedule(() => this.#step())
  }

  stop(): void {
    this.#stopped = true
  }

  #step(): void {
    this.#scheduled = false
    if (this.#stopped) return
    const to = Math.min(this.#target, this.#done + STEP)
    try {
      this.#log.forget(this.#done, to)
    } catch (error) {
      if (sqliteCode(error) === undefined) throw error
      // The disk is full or failing; the next good commit resumes compaction.
      return
    }
    this.#done = to
    this.advance(to)
  }
}
