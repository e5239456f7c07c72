import { MANAGEMENT_PATH } from '../../apiserver/extensions.ts'
import { type Requester, call } from '../../apiserver/client/call.ts'

/** name of the snapshot of a freshly seeded cluster */
export const BEGINNING = 'csrlab-lab-begin'

const pathOf = (name: string): string => `${MANAGEMENT_PATH}/snapshots/${name}`

export const saveSnapshot = (requester: Requester, name: string): Promise<unknown> =>
  call(requester, 'PUT', pathOf(name))

/** Rejects with RequestRefused or NoAnswer. */
export const restoreSnapshot = (requester: Requester, name: string): Promise<unknown> =>
  call(requester, 'POST', `${pathOf(name)}/restore`)
