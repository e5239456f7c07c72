/** Remembers who approved or denied a request, which the API itself does not write down. In memory, and of the last ones only. */
const KEPT = 1000

export type Decision = 'Approved' | 'Denied'

export interface Decider {
  readonly user: string
  /** as the program calls itself: `kubectl` */
  readonly tool: string
}

const keyOf = (uid: string, decision: Decision): string => `${uid}/${decision}`

export class Deciders {
  readonly #known = new Map<string, Decider>()

  /** Who decided, or undefined. */
  get(uid: string, decision: Decision): Decider | undefined {
    return this.#known.get(keyOf(uid, decision))
  }

  set(uid: string, decision: Decision, decider: Decider): void {
    this.#known.set(keyOf(uid, decision), decider)
    if (this.#known.size <= KEPT) return
    for (const oldest of this.#known.keys()) {
      this.#known.delete(oldest)
      break
    }
  }
}
