/** Shared, because the stack of a new error would keep the closed cluster in memory. */
const STOPPING = new DOMException('the server stops', 'AbortError')

/** Runs tasks in the reverse order of their registration. */
export class Closing {
  readonly #leaving = new AbortController()
  readonly #stopping = new AbortController()
  #farewell = (): unknown => undefined
  readonly #tasks: (() => unknown)[] = []
  #closed: Promise<void> | undefined

  /** Fires first, while clients are still served. */
  get leaving(): AbortSignal {
    return this.#leaving.signal
  }

  /** Fires before anything is closed. */
  get signal(): AbortSignal {
    return this.#stopping.signal
  }

  add(task: () => unknown): void {
    this.#tasks.push(task)
  }

  /** Sets the task that runs between both signals. */
  takeLeave(farewell: () => Promise<void>): void {
    this.#farewell = farewell
  }

  /** Later calls resolve at the same time. */
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
