/** Made once: the stack of one that a signal makes for itself holds on to whoever closed, and all that those hold. */
const STOPPING = new DOMException('the server stops', 'AbortError')

/** What a cluster has to close, in the reverse of the order in which it was made. */
export class Closing {
  readonly #leaving = new AbortController()
  readonly #stopping = new AbortController()
  #farewell = (): unknown => undefined
  readonly #tasks: (() => unknown)[] = []
  #closed: Promise<void> | undefined

  /** Fires first of all: nobody should come any more, and who is there is still served. */
  get leaving(): AbortSignal {
    return this.#leaving.signal
  }

  /** Fires once leave is taken, before anything is closed. */
  get signal(): AbortSignal {
    return this.#stopping.signal
  }

  /** `task` is done before all those that were given before it; it may be asynchronous. */
  add(task: () => unknown): void {
    this.#tasks.push(task)
  }

  /** How leave is taken of those who are served, which may take its time. */
  takeLeave(farewell: () => Promise<void>): void {
    this.#farewell = farewell
  }

  /** Closes everything, once; whoever asks again meanwhile waits for the same end. */
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
