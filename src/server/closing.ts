/** Shared, because the stack of an error made per abort would keep the closed cluster in memory. */
const STOPPING = new DOMException('the server stops', 'AbortError')

/** The tasks that close a cluster, in the reverse order of their registration. */
export class Closing {
  readonly #leaving = new AbortController()
  readonly #stopping = new AbortController()
  #farewell = (): unknown => undefined
  readonly #tasks: (() => unknown)[] = []
  #closed: Promise<void> | undefined

  /** Fires first: clients should go elsewhere, and are still served. */
  get leaving(): AbortSignal {
    return this.#leaving.signal
  }

  /** Fires when clients have had time to leave, before anything is closed. */
  get signal(): AbortSignal {
    return this.#stopping.signal
  }

  /** Registers a task, which may be asynchronous. */
  add(task: () => unknown): void {
    this.#tasks.push(task)
  }

  /** Sets the task that sends clients elsewhere. */
  takeLeave(farewell: () => Promise<void>): void {
    this.#farewell = farewell
  }

  /** Closes everything, once; later calls resolve at the same time. */
  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    this.#leaving.abort(STOPPING)
    await this.#farewell()
    this.#stopping.abort(STOPPING)
    for (let task = this.#tasks.pop(); task !== undefined; task = this.#tasks.pop()) await task()
  }
}
