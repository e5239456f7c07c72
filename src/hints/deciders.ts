/** Remembers who approved or denied a request, which the API itself does not write down. In memory, and of the last ones only. */
const KEPT = 1000

export type Decision = 'Approved' | 'Denied'

const keyOf = (uid: string, decision: Decision): string => `${uid}/${decision}`

export class Deciders {
  readonly #names = new Map<string, string>()

  /** The user who decided, or undefined. */
  get(uid: string, decision: Decision): string | undefined {
    return this.#names.get(keyOf(uid, decision))
  }

  set(uid: string, decision: Decision, user: string): void {
    this.#names.set(keyOf(uid, decision), user)
    if (this.#names.size <= KEPT) return
    for (const oldest of this.#names.keys()) {
      this.#names.delete(oldest)
      break
    }
  }
}
