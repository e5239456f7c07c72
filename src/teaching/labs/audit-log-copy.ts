import { appendFileSync, statSync } from 'node:fs'
import { MANAGEMENT_PATH } from '../../apiserver/extensions.ts'
import { type Requester, call } from '../../apiserver/client/call.ts'

/**
 * Appends new lines of a remote log to its copy. Rejects with NoAnswer, RequestRefused or the
 * system's error.
 */
export const fetchAuditLog = async (requester: Requester, copy: string): Promise<void> => {
  for (;;) {
    const from = statSync(copy, { throwIfNoEntry: false })?.size ?? 0
    const url = `${MANAGEMENT_PATH}/audit-log?from=${from}`
    const { text } = await call<{ readonly text: string }>(requester, 'GET', url)
    if (text === '') return
    appendFileSync(copy, text, { mode: 0o600 })
  }
}
