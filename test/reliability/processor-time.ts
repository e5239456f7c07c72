/** How long a process has been on a processor, as Linux counts it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Whether this machine tells it. */
export const isProcessorTimeTold = existsSync('/proc/self/schedstat')

/** A stopwatch that stands still while the process waits. */
export class ProcessorTime {
  readonly #folder: string
  /** nanoseconds by thread; those that have ended keep theirs */
  readonly #threads = new Map<string, number>()

  constructor(pid: number) {
    this.#folder = `/proc/${pid}/task`
  }

  /** Of all threads since they began, in milliseconds. Throws when there is no such process any more. */
  read(): number {
    for (const thread of readdirSync(this.#folder)) {
      const [nanoseconds] = readFileSync(`${this.#folder}/${thread}/schedstat`, 'utf8').split(' ')
      this.#threads.set(thread, Number(nanoseconds))
    }
    return [...this.#threads.values()].reduce((sum, value) => sum + value, 0) / 1e6
  }
}
