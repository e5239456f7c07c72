import { atEndOf } from './answer-end.ts'
import type { AnyResponse } from './front.ts'

/** How long requests that are being answered may still take once the server stops. */
const GRACE_MS = 500

/** The requests of a server that are being answered. */
export class Unanswered {
  #answering = 0
  #ending: (() => void) | undefined

  /** Counts one until its answer has been taken, or nobody is there to take it. */
  begin(response: AnyResponse): void {
    this.#answering++
    atEndOf(response, this.#answered)
  }

  readonly #answered = (): void => {
    this.#answering--
    if (this.#answering === 0) this.#ending?.()
  }

  /** Resolves once all are answered, down to the last byte, or have had their time. */
  end(): Promise<void> {
    return new Promise((resolve) => {
      const patience = setTimeout(resolve, GRACE_MS)
      this.#ending = () => {
        clearTimeout(patience)
        resolve()
      }
      if (this.#answering === 0) this.#ending()
    })
  }
}
