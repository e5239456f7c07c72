/** Queue with round-robin between owners. */
export class FairQueue<T, O = string> {
  /** owners with items, in serving order; undefined until the first item */
  #lines: Map<O, T[]> | undefined
  #size = 0

  get size(): number {
    return this.#size
  }

  push(owner: O, item: T): void {
    this.#size++
    const lines = (this.#lines ??= new Map())
    const line = lines.get(owner)
    if (line === undefined) lines.set(owner, [item])
    else line.push(item)
  }

  /** Yields the first item of each owner, in serving order. */
  *heads(): Generator<T> {
    for (const [first] of this.#lines?.values() ?? []) yield first!
  }

  /** Removes the first item of an owner (default: the next) and moves the owner to the end. */
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
