/** How long a process has been on a processor, as Linux counts it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Whether this machine tells it. */
export const isProcessorTimeTold = existsSync('/proc/self/schedstat')

/** A stopwatch that stands still while the process waits. */
export class ProcessorTime {
  readonly #folder: string
  readonly #only: readonly string[] | undefined
  /** nanoseconds by thread; those that have ended keep theirs */
  readonly #threads = new Map<string, number>()

  /** `threads`: ids of those that count, all that there are if not given. The main thread's is that of the process. */
  constructor(pid: number, threads?: readonly string[]) {
    this.#folder = `/proc/${pid}/task`
    this.#only = threads
  }

  /** Since the threads began, in milliseconds; of one that runs just now, up to its last tick. Throws when there is no such process. */
  read(): number {
    for (const thread of this.#ids) {
      const [nanoseconds] = readFileSync(`${this.#folder}/${thread}/schedstat`, 'utf8').split(' ')
      this.#threads.set(thread, Number(nanoseconds))
    }
    return [...this.#threads.values()].reduce((sum, value) => sum + value, 0) / 1e6
  }

  /** As `read`, once every thread waits: what an answer leaves to be done counts, and the last tick too. */
  async atRest(): Promise<number> {
    while (this.#ids.some((thread) => this.#runs(thread))) await sleep(1)
    return this.read()
  }

  get #ids(): readonly string[] {
    return this.#only ?? readdirSync(this.#folder)
  }

  #runs(thread: string): boolean {
    // the second field is a name in parentheses
    return readFileSync(`${this.#folder}/${thread}/stat`, 'utf8').includes(') R ')
  }
}
