import type { Clock } from '../../src/api/clock.ts'

interface Task {
  readonly at: number
  run(): void
}

/** A clock that stands still until it is moved. */
export class ManualClock implements Clock {
  #now: number
  readonly #tasks = new Set<Task>()

  constructor(now = Date.UTC(2026, 0, 2, 3, 4, 5)) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  after(ms: number, task: () => void): () => void {
    const waiting: Task = { at: this.#now + Math.max(ms, 0), run: task }
    this.#tasks.add(waiting)
    return () => this.#tasks.delete(waiting)
  }

  /** How many tasks wait. */
  get waiting(): number {
    return this.#tasks.size
  }

  /** Moves on, and runs what is due, in order. */
  advance(ms: number): void {
    const end = this.#now + ms
    for (;;) {
      const due = [...this.#tasks].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      this.#tasks.delete(due)
      this.#now = Math.max(this.#now, due.at)
      due.run()
    }
    this.#now = end
  }
}
