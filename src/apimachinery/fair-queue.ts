/** A queue that is fair to its owners: however much one of them puts in, the next turn is the next owner's. */
export class FairQueue<T, O = string> {
  /** in the order in which they are served; only owners for whom something waits. Undefined: nothing has waited yet */
  #lines: Map<O, T[]> | undefined
  #size = 0

  /** How many wait. */
  get size(): number {
    return this.#size
  }

  /** Puts `item` at the end of its owner's line. */
  push(owner: O, item: T): void {
    this.#size++
    const lines = (this.#lines ??= new Map())
    const line = lines.get(owner)
    if (line === undefined) lines.set(owner, [item])
    else line.push(item)
  }

  /** Each owner that waits, in order, with the first of its line. */
  *heads(): Generator<readonly [owner: O, first: T]> {
    for (const [owner, line] of this.#lines ?? []) yield [owner, line[0]!]
  }

  /** Takes the first of the owner whose turn it is, or of another one; that owner's next turn comes after all others'. */
  shift(owner: O | undefined = this.#lines?.keys().next().value): T | undefined {
    const lines = this.#lines
    if (owner === undefined || lines === undefined) return undefined
    const line = lines.get(owner)
    const item = line?.shift()
    if (line === undefined || item === undefined) return undefined
    this.#size--
    lines.delete(owner)
    if (line.length > 0) lines.set(owner, line)
    return item
  }
}
