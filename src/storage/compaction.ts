import type { Log } from './log.ts'
import { sqliteCode } from './sqlite/driver.ts'

/** Revisions per transaction: about a millisecond each, between which requests are served. */
const STEP = 50

interface CompactionOptions {
  /** how many of the newest changes to keep at least */
  readonly historyLimit: number
  /** runs one step later; called again after each step that leaves work */
  readonly schedule: (step: () => void) => void
}

/**
 * Forgets old history: at once for readers, step by step in the file. SQLite fills the freed pages
 * again, so the file stays at the size of its live rows and its longest history; it is not shrunk.
 */
export class Compaction {
  readonly #log: Log
  readonly #historyLimit: number
  readonly #slack: number
  readonly #schedule: (step: () => void) => void
  /** what the file has reached */
  #done: number
  #target: number
  #scheduled = false
  #stopped = false

  constructor(log: Log, { historyLimit, schedule }: CompactionOptions) {
    this.#log = log
    this.#historyLimit = historyLimit
    this.#slack = Math.max(1, Math.ceil(historyLimit / 10))
    this.#schedule = schedule
    this.#done = log.compacted()
    this.#target = this.#done
  }

  /** History is complete after this revision. */
  get revision(): number {
    return this.#target
  }

  /**
   * The revision to compact to, now that `newest` is committed; undefined while the history is
   * within its limit and slack.
   */
  due(newest: number): number | undefined {
    const revision = newest - this.#historyLimit
    return revision >= this.#target + this.#slack ? revision : undefined
  }

  /**
   * Makes history start after `revision`, if it does not already; also takes up what an earlier
   * failure left.
   */
  advance(revision: number): void {
    this.#target = Math.max(this.#target, revision)
    if (this.#done === this.#target || this.#scheduled || this.#stopped) return
    this.#scheduled = true
    this.#schedule(() => this.#step())
  }

  /**
   * No steps after this. What is left in the file is forgotten once the store is open again and
   * writes come.
   */
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
      // A full or failing disk; writers are told so by their own commits. Taken up again after the next good one.
      return
    }
    this.#done = to
    this.advance(to)
  }
}
