/** So many of something at once, the others in the order in which they came. */
export class AtMost {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(places: number) {
    this.#free = places
  }

  /** What `work` resolves with, or rejects as it does; it begins when there is a place. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    // who leaves gives its place to the next, so that nobody comes in between
    if (this.#free === 0) await new Promise<void>((begin) => this.#waiting.push(begin))
    else this.#free -= 1
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#free += 1
      else next()
    }
  }
}
