/** Processor time of a process, as Linux counts it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Whether this system reports processor time. */
export const isProcessorTimeTold = existsSync('/proc/self/schedstat')

/** Reads the processor time of a process, or of some of its threads. */
export class ProcessorTime {
  readonly #folder: string
  readonly #only: readonly string[] | undefined
  /** nanoseconds by thread, including ended ones */
  readonly #threads = new Map<string, number>()

  /**
   * `threads`: ids of the threads that count; default: all. The main thread has the id of the
   * process.
   */
  constructor(pid: number, threads?: readonly string[]) {
    this.#folder = `/proc/${pid}/task`
    this.#only = threads
  }

  /**
   * Processor time since the threads started, in milliseconds; for a running thread, up to its last
   * tick. Throws if the process or one of the chosen threads does not exist.
   */
  read(): number {
    for (const thread of this.#ids) {
      const [nanoseconds] = readFileSync(`${this.#folder}/${thread}/schedstat`, 'utf8').split(' ')
      this.#threads.set(thread, Number(nanoseconds))
    }
    return [...this.#threads.values()].reduce((sum, value) => sum + value, 0) / 1e6
  }

  /**
   * Like `read`, but waits until no thread runs, so that work after a response and since the last
   * tick counts too.
   */
  async atRest(): Promise<number> {
    while (this.#ids.some((thread) => this.#runs(thread))) await sleep(1)
    return this.read()
  }

  get #ids(): readonly string[] {
    return this.#only ?? readdirSync(this.#folder)
  }

  #runs(thread: string): boolean {
    // the state, R for running, follows the thread's name in parentheses
    return readFileSync(`${this.#folder}/${thread}/stat`, 'utf8').includes(') R ')
  }
}
