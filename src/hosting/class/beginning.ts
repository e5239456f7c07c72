import { MANAGEMENT_PATH } from '../../apiserver/extensions.ts'
import { type Asker, call } from '../../apiserver/client/call.ts'

const SNAPSHOT = `${MANAGEMENT_PATH}/snapshots/csrlab-lab-begin`

export const keepBeginning = async (asker: Asker): Promise<void> => {
  await call(asker, 'PUT', SNAPSHOT)
}

/** Rejects with RequestRefused and NoAnswer. */
export const restoreBeginning = async (asker: Asker): Promise<void> => {
  await call(asker, 'POST', `${SNAPSHOT}/restore`)
}
