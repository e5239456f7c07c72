import { createHash } from 'node:crypto'
import type { Fault as CountedFault } from '../generated/bodies.d.ts'
import type { Fault } from './fault.ts'

export class OrderedFault {
  readonly fault: Fault
  readonly #seed: number
  #matched = 0
  #happened = 0
  /** decisions of {@link strikesAlways}, by uid */
  readonly #decided = new Map<string, boolean>()

  /** All faults have the same `seed`; their names make their random numbers differ. */
  constructor(fault: Fault, seed: number) {
    this.fault = fault
    this.#seed = seed
  }

  /** Counts a match and decides whether the fault applies. */
  strikes(): boolean {
    const { times = Infinity, probability = 1, after = 0 } = this.fault.ordered
    this.#matched++
    if (this.#matched <= after || this.#happened >= times) return false
    if (probability < 1 && this.#chance() >= probability) return false
    this.#happened++
    return true
  }

  /** Like {@link strikes}, but decides once per object. */
  strikesAlways(uid: string): boolean {
    const strikes = this.#decided.get(uid) ?? this.strikes()
    this.#decided.set(uid, strikes)
    return strikes
  }

  hasStruck(uid: string): boolean {
    return this.#decided.get(uid) === true
  }

  /** The fault as given, with its counters. */
  get told(): CountedFault {
    return { ...this.fault.ordered, matched: this.#matched, happened: this.#happened }
  }

  /** Returns a random number, at least 0 and less than 1, reproducible from the seed. */
  #chance(): number {
    const text = `${this.#seed} ${this.fault.name} ${this.#matched}`
    return createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32
  }
}
