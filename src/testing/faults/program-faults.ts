import type { Fault } from './fault.ts'
import type { FaultOrder } from '../generated/bodies.d.ts'
import type { Faults } from './faults.ts'
import { checkedCopy } from '../bodies/check.ts'

export interface CountedFault extends FaultOrder {
  readonly name: string
  readonly matched: number
  readonly happened: number
}

/** Faults of a cluster. Methods that fail throw an Error of one sentence. */
export interface ProgramFaults {
  add(order: FaultOrder): CountedFault
  get(name: string): CountedFault
  list(): CountedFault[]
  remove(name: string): CountedFault
  /** Removes all faults and returns their number. */
  clear(): number
}

export interface FaultAccess {
  readonly faults: Faults
  /** Throws FieldProblem. */
  readonly read: (order: FaultOrder) => Fault
}

/** `access` throws while the cluster is closed or asleep. */
export const programFaults = (access: () => FaultAccess): ProgramFaults => {
  const told = (ordered: { readonly told: object }): CountedFault => ordered.told as CountedFault
  return {
    add: (order) => {
      const { faults, read } = access()
      return told(faults.add(read(checkedCopy('FaultOrder', order))))
    },
    get: (name) => told(access().faults.get(name)),
    list: () => access().faults.all().map(told),
    remove: (name) => told(access().faults.remove(name)),
    clear: () => access().faults.clear(),
  }
}
