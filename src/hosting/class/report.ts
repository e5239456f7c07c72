/** A learner's report: ids of met outcomes, separated by spaces. The class trusts it. */
import { call } from '../../apiserver/client/call.ts'
import { type Checked, metIds } from '../../teaching/labs/check-lab.ts'
import { withClient } from '../../teaching/labs/client.ts'
import { reportName } from './desk.ts'
import { type Desk, deskConnection } from './join.ts'

const MERGE = { 'content-type': 'application/merge-patch+json' }

/** Rejects with NoAnswer and RequestRefused. */
export const sendReport = (desk: Desk, lab: string, checked: readonly Checked[]): Promise<void> =>
  withClient(deskConnection(desk), async (asker) => {
    const path = `/api/v1/namespaces/${desk.namespace}/configmaps/${reportName(lab)}`
    await call(asker, 'PATCH', path, { data: { met: metIds(checked).join(' ') } }, MERGE)
  })

const MAX_LENGTH = 4096

/** Returns the ids of a report, unchecked; '' if they are malformed or too long. */
export const metIn = (data: unknown): string => {
  const met: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, 'met') : ''
  return typeof met === 'string' && met.length <= MAX_LENGTH ? met : ''
}
