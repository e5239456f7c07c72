/** A fault that has been ordered: counts what matches, and says to which of them it happens. */
import type { Fault } from './fault.ts'

/** Chance that is the same each time for the same seed: numbers from 0 up to 1 (mulberry32). */
export const seededChance = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** FNV-1a: a number for a name. */
const hash = (name: string): number => {
  let sum = 0x811c9dc5
  for (const byte of Buffer.from(name)) sum = Math.imul(sum ^ byte, 0x01000193)
  return sum
}

/** Of so many requests for certificates it is known whether it happens to them. */
const KNOWN = 10_000

export class OrderedFault {
  readonly fault: Fault
  readonly #chance: () => number
  #matched = 0
  #happened = 0
  readonly #known = new Map<string, boolean>()

  /** `seed`: of all faults of the cluster; each has chances of its own, so that it does not matter what else is asked. */
  constructor(fault: Fault, seed: number) {
    this.fault = fault
    this.#chance = seededChance(seed ^ hash(fault.name))
  }

  /** Whether it happens to one that matches. */
  strikes(): boolean {
    const { times = Infinity, probability, after } = this.fault
    this.#matched++
    if (this.#matched <= after || this.#happened >= times) return false
    if (probability < 1 && this.#chance() >= probability) return false
    this.#happened++
    return true
  }

  /** The same for something that is looked at several times. */
  strikesAlways(uid: string): boolean {
    const known = this.#known.get(uid)
    if (known !== undefined) return known
    const strikes = this.strikes()
    const [oldest] = this.#known.keys()
    if (this.#known.size >= KNOWN) this.#known.delete(oldest!)
    this.#known.set(uid, strikes)
    return strikes
  }

  /** Whether {@link strikesAlways} has said yes to this object. */
  hasStruck(uid: string): boolean {
    return this.#known.get(uid) === true
  }

  /** What was ordered, with its counts. */
  get told(): object {
    return { ...this.fault.ordered, matched: this.#matched, happened: this.#happened }
  }
}
