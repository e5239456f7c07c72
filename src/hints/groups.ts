/** Remembers which groups requests have asked for, each with the newest of its requests. In memory, and of the last ones only. */
const KEPT = 1000

export class Groups {
  readonly #requests = new Map<string, string>()

  /** The name of the request that asked for a group last, or undefined. */
  requestFor(group: string): string | undefined {
    return this.#requests.get(group)
  }

  add(group: string, request: string): void {
    this.#requests.delete(group)
    this.#requests.set(group, request)
    if (this.#requests.size <= KEPT) return
    for (const oldest of this.#requests.keys()) {
      this.#requests.delete(oldest)
      break
    }
  }
}
