import { createHash } from 'node:crypto'
import type { Clock } from '../../apimachinery/clock.ts'
import type { LabelSelector } from '../../apimachinery/label-selector.ts'
import type { ObservedRequest, OpenWatch } from '../../apiserver/extensions.ts'
import type { FaultyCertificates } from './faulty-certificate.ts'
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

/** Exactly one of `around`, `watch`, `signer` and `approver` is set. Times are in milliseconds. */
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

export type Fault = ReturnType<typeof makeFault>

/** Makes a fault with its counters. */
export const makeFault = ({ ordered, match, effect }: FaultParts) => {
  const { name, times = Infinity, probability = 1, after = 0 } = ordered
  let matched = 0
  let happened = 0
  /** whether the fault applies to an object, by its uid */
  const decided = new Map<string, boolean>()

  /** Counts a match and decides whether the fault applies. `seed`: the same for all faults. */
  const strikes = (seed: number): boolean => {
    matched++
    if (matched <= after || happened >= times) return false
    if (probability < 1 && chance(seed, name, matched) >= probability) return false
    happened++
    return true
  }

  return {
    name,
    match,
    effect,
    strikes,

    /** Like `strikes`, but decides once per object. */
    strikesAlways: (uid: string, seed: number): boolean => {
      const isStruck = decided.get(uid) ?? strikes(seed)
      decided.set(uid, isStruck)
      return isStruck
    },

    hasStruck: (uid: string): boolean => decided.get(uid) === true,

    get told(): CountedFault {
      return { ...ordered, matched, happened }
    },
  }
}

/** Returns a number, at least 0 and less than 1, reproducible from the arguments. */
const chance = (seed: number, name: string, matched: number): number =>
  createHash('sha256').update(`${seed} ${name} ${matched}`).digest().readUInt32BE() / 2 ** 32
