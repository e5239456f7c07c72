import type { Fault } from './fault.ts'
import type { Fault as CountedFault, FaultOrder } from '../generated/bodies.d.ts'
import type { Faults } from './faults.ts'
import { checkedCopy } from '../bodies/check.ts'

export type { Fault as CountedFault } from '../generated/bodies.d.ts'

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
export const programFaults = (access: () => FaultAccess): ProgramFaults => ({
  add: (order) => {
    const { faults, read } = access()
    return faults.add(read(checkedCopy('FaultOrder', order))).told
  },
  get: (name) => access().faults.get(name).told,
  list: () =>
    access()
      .faults.all()
      .map(({ told }) => told),
  remove: (name) => access().faults.remove(name).told,
  clear: () => access().faults.clear(),
})
