/** Made once: a new one for each request would have a stack put together, which takes as long as a GET. */
const GONE = new DOMException('nobody waits for the answer any more', 'AbortError')

/**
 * Whether nobody waits for an answer any more. The controller of it is made when somebody asks for its signal, which few requests do: to
 * make one takes as long as to find out who asks and whether they may.
 */
export class Abandonment {
  #controller: AbortController | undefined
  #happened = false

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController()
      if (this.#happened) this.#controller.abort(GONE)
    }
    return this.#controller.signal
  }

  abort(): void {
    this.#happened = true
    this.#controller?.abort(GONE)
  }
}
