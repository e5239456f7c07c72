import { call } from '../../apiserver/client/call.ts'
import type { Checked } from '../../teaching/labs/check-lab.ts'
import { withClient } from '../../teaching/labs/client.ts'
import { reportName } from './desk.ts'
import { deskConnection } from './join.ts'
import { reportOf } from './report.ts'

export interface Desk {
  readonly url: string
  readonly token: string
  readonly caPem: string
  readonly namespace: string
}

const MERGE = { 'content-type': 'application/merge-patch+json' }

/** Rejects with NoAnswer and RequestRefused. */
export const sendReport = (desk: Desk, lab: string, checked: readonly Checked[]): Promise<void> =>
  withClient(deskConnection(desk), async (asker) => {
    await call(
      asker,
      'PATCH',
      `/api/v1/namespaces/${desk.namespace}/configmaps/${reportName(lab)}`,
      { data: reportOf(checked) },
      MERGE,
    )
  })
