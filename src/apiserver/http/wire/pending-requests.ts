import { atEndOf } from './answer-end.ts'
import type { AnyResponse } from './message.ts'

export class PendingRequests {
  #count = 0
  #onNone: (() => void) | undefined

  get count(): number {
    return this.#count
  }

  /** Counts a request until its answer was sent or the client has gone. */
  begin(response: AnyResponse): void {
    this.#count++
    atEndOf(response, this.#end)
  }

  readonly #end = (): void => {
    this.#count--
    if (this.#count === 0) this.#onNone?.()
  }

  /** Resolves when no request is in flight, or after `ms`. */
  none(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const patience = setTimeout(resolve, ms)
      this.#onNone = () => {
        clearTimeout(patience)
        resolve()
      }
      if (this.#count === 0) this.#onNone()
    })
  }
}
