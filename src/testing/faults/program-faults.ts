import type { Fault as CountedFault, FaultOrder } from '../generated/bodies.d.ts'
import { checkedCopy } from '../bodies/check.ts'
import type { Faults } from './faults.ts'

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

export const programFaults = (faults: () => Faults): ProgramFaults => ({
  add: (order) => faults().add(checkedCopy('FaultOrder', order)).told,
  get: (name) => faults().get(name).told,
  list: () =>
    faults()
      .all()
      .map(({ told }) => told),
  remove: (name) => faults().remove(name).told,
  clear: () => faults().clear(),
})
