/** The beginning of a lab, as a snapshot. */
import { MANAGEMENT_PATH } from '../../apiserver/extensions.ts'
import { type Asker, call } from '../../apiserver/client/call.ts'
import type { Lab } from '../../teaching/labs/lab.ts'

const SNAPSHOT = `${MANAGEMENT_PATH}/snapshots/csrlab-lab-begin`

export const keepBeginning = async (asker: Asker): Promise<void> => {
  await call(asker, 'PUT', SNAPSHOT)
}

/** Orders the faults of a lab, which no snapshot holds and no restart keeps. */
export const orderFaults = async (
  asker: Asker,
  { seed: { faults = [] } }: Pick<Lab, 'seed'>,
): Promise<void> => {
  for (const fault of faults) await call(asker, 'POST', `${MANAGEMENT_PATH}/faults`, fault)
}

/** Rejects with RequestRefused and NoAnswer. */
export const restoreBeginning = async (asker: Asker, lab: Pick<Lab, 'seed'>): Promise<void> => {
  await call(asker, 'POST', `${SNAPSHOT}/restore`)
  await orderFaults(asker, lab)
}
