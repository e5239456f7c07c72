import { createHash } from 'node:crypto'
import type { Clock } from '../../apimachinery/clock.ts'
import type { LabelSelector } from '../../apimachinery/label-selector.ts'
import type { ObservedRequest, OpenWatch } from '../../apiserver/extensions.ts'
import type { FaultyCertificates } from '../../ca/faulty-certificate.ts'
import type { DecidingOrder, SigningOrder } from '../../controllers/extensions.ts'
import type {
  Fault as CountedFault,
  FaultOrder,
  FaultMatch as FaultTarget,
} from '../generated/bodies.d.ts'

/** A {@link FaultTarget} with a parsed selector. */
export type FaultMatch = Omit<FaultTarget, 'everything' | 'labelSelector'> & {
  readonly labelSelector?: LabelSelector
}

/** Exactly one function or order; times are in milliseconds. */
export interface FaultEffect {
  /** the only verb that the fault affects; undefined: all */
  readonly verb?: 'list' | 'watch'
  readonly around?: <O>(
    handle: () => Promise<O>,
    request: ObservedRequest,
    realTime: Clock,
  ) => Promise<O>
  /** `delay`: real time */
  readonly watch?: { readonly delay: number; readonly end: (watch: OpenWatch) => void }
  readonly signer?: (certificates: FaultyCertificates) => SigningOrder
  readonly approver?: DecidingOrder
}

interface FaultParts {
  readonly ordered: FaultOrder & { readonly name: string }
  readonly match: FaultMatch
  readonly effect: FaultEffect
}

/** A fault with its counters. */
export class Fault {
  readonly name: string
  readonly match: FaultMatch
  readonly effect: FaultEffect
  readonly #ordered: FaultParts['ordered']
  #matched = 0
  #happened = 0
  /** decisions by uid */
  readonly #decided = new Map<string, boolean>()

  constructor({ ordered, match, effect }: FaultParts) {
    this.name = ordered.name
    this.match = match
    this.effect = effect
    this.#ordered = ordered
  }

  /** Counts a match and decides whether the fault applies. All faults have the same `seed`. */
  strikes(seed: number): boolean {
    const { times = Infinity, probability = 1, after = 0 } = this.#ordered
    this.#matched++
    if (this.#matched <= after || this.#happened >= times) return false
    if (probability < 1 && this.#chance(seed) >= probability) return false
    this.#happened++
    return true
  }

  /** Like {@link strikes}, but decides once per object. */
  strikesAlways(uid: string, seed: number): boolean {
    const strikes = this.#decided.get(uid) ?? this.strikes(seed)
    this.#decided.set(uid, strikes)
    return strikes
  }

  hasStruck(uid: string): boolean {
    return this.#decided.get(uid) === true
  }

  get told(): CountedFault {
    return { ...this.#ordered, matched: this.#matched, happened: this.#happened }
  }

  /** Returns a number, at least 0 and less than 1, reproducible from seed and name. */
  #chance(seed: number): number {
    const text = `${seed} ${this.name} ${this.#matched}`
    return createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32
  }
}
