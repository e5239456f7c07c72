/** Facts about requests that the API itself does not keep. In memory, and of the last thousand only. */

/** The end of a request, for clients that ask for it too late. */
export interface Tombstone {
  readonly uid: string
  /** milliseconds since the epoch */
  readonly at: number
  /** who deleted it; the cleaner is a service account */
  readonly by: string
  /** the rule by which the cleaner did; undefined if a person did */
  readonly cleaned: string | undefined
  /** end of its certificate, milliseconds since the epoch; undefined if it had none */
  readonly certificateEnds: number | undefined
}

export type Decision = 'Approved' | 'Denied'

export interface Decider {
  readonly user: string
  /** the field manager: `kubectl` */
  readonly tool: string
}

/** The key of a decision about a request. */
export const decisionKey = (uid: string, decision: Decision): string => `${uid}/${decision}`

const KEPT = 1000

export class Remembered<T> {
  readonly #values = new Map<string, T>()

  get(key: string): T | undefined {
    return this.#values.get(key)
  }

  /** Makes this entry the newest one; the oldest of too many goes. */
  set(key: string, value: T): void {
    this.#values.delete(key)
    this.#values.set(key, value)
    if (this.#values.size > KEPT) this.#values.delete(this.#values.keys().next().value!)
  }
}
