import { MANAGEMENT_PATH } from '../../apiserver/extensions.ts'
import { type Requester, call } from '../../apiserver/client/call.ts'

const SNAPSHOT = `${MANAGEMENT_PATH}/snapshots/csrlab-lab-begin`

export const keepBeginning = async (requester: Requester): Promise<void> => {
  await call(requester, 'PUT', SNAPSHOT)
}

/** Rejects with RequestRefused and NoAnswer. */
export const restoreBeginning = async (requester: Requester): Promise<void> => {
  await call(requester, 'POST', `${SNAPSHOT}/restore`)
}
