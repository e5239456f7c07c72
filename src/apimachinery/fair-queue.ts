/** Queue with round-robin between owners. */
export class FairQueue<T, O = string> {
  /** items by owner; the owner to serve next is first */
  readonly #lines = new Map<O, T[]>()

  get empty(): boolean {
    return this.#lines.size === 0
  }

  push(owner: O, item: T): void {
    const line = this.#lines.get(owner)
    if (line === undefined) this.#lines.set(owner, [item])
    else line.push(item)
  }

  *heads(): Generator<T> {
    for (const [first] of this.#lines.values()) yield first!
  }

  /**
   * Removes the first item of an owner (default: the next owner) and moves the owner to the end.
   */
  shift(owner: O | undefined = this.#lines.keys().next().value): T | undefined {
    const line = owner === undefined ? undefined : this.#lines.get(owner)
    if (owner === undefined || line === undefined) return undefined
    const item = line.shift()
    this.#lines.delete(owner)
    if (line.length > 0) this.#lines.set(owner, line)
    return item
  }
}
