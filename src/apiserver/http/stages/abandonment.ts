/** A new error for each request would capture a stack, which costs as much as a GET. */
const GONE = new DOMException('the client no longer waits for the answer', 'AbortError')

/** Makes its AbortController on first use: making one costs as much as authentication. */
export class Abandonment {
  #controller: AbortController | undefined
  isAborted = false

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController()
      if (this.isAborted) this.#controller.abort(GONE)
    }
    return this.#controller.signal
  }

  abort(): void {
    this.isAborted = true
    this.#controller?.abort(GONE)
  }
}
