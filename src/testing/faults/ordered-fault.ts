/** A fault that has been injected: counts what matches, and decides which of them it strikes. */
import { createHash } from 'node:crypto'
import type { Fault } from './fault.ts'

export class OrderedFault {
  readonly fault: Fault
  readonly #seed: number
  #matched = 0
  #happened = 0
  /** by uid: whether it strikes an object */
  readonly #decided = new Map<string, boolean>()

  /** `seed`: of all faults of the cluster. Faults draw independently of each other. */
  constructor(fault: Fault, seed: number) {
    this.fault = fault
    this.#seed = seed
  }

  /** Whether it strikes a request that matches. */
  strikes(): boolean {
    const { times = Infinity, probability, after } = this.fault
    this.#matched++
    if (this.#matched <= after || this.#happened >= times) return false
    if (probability < 1 && this.#chance() >= probability) return false
    this.#happened++
    return true
  }

  /** Like {@link strikes}, for an object that is looked at several times. */
  strikesAlways(uid: string): boolean {
    const strikes = this.#decided.get(uid) ?? this.strikes()
    this.#decided.set(uid, strikes)
    return strikes
  }

  /** Whether {@link strikesAlways} was true for this object. */
  hasStruck(uid: string): boolean {
    return this.#decided.get(uid) === true
  }

  /** The order with its counts. */
  get told(): object {
    return { ...this.fault.ordered, matched: this.#matched, happened: this.#happened }
  }

  /** From 0 up to 1, equal in each run with the same seed. */
  #chance(): number {
    const text = `${this.#seed} ${this.fault.name} ${this.#matched}`
    return createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32
  }
}
