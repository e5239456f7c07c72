/** Lets few tasks run at a time, the others in the order in which they came. */
export class Turnstile {
  readonly #most: number
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor(most: number) {
    this.#most = most
  }

  /** What `task` resolves with, or rejects as it does; it begins when there is a place. */
  async through<T>(task: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#most)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    else this.#running++
    try {
      return await task()
    } finally {
      // the place is handed on
      const next = this.#waiting.shift()
      if (next === undefined) this.#running--
      else next()
    }
  }
}
