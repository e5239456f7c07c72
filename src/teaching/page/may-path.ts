import { forbiddenPath } from '../../apimachinery/status.ts'
import { mayI } from '../../apiserver/client/self-review.ts'
import type { AsUser } from './parts.ts'
import type { BrowserSession } from './sessions.ts'

/**
 * Requires permission for a path, for actions that the page performs itself. Rejects with the API
 * server's 403, and with RequestRefused.
 */
export const requirePath = async (
  {
    requester,
    session: { user },
  }: { readonly requester: AsUser; readonly session: BrowserSession },
  path: string,
  verb: 'get' | 'put' = 'get',
): Promise<void> => {
  if (!(await mayI(requester, { nonResourceAttributes: { path, verb } })))
    throw forbiddenPath(`User "${user.name}" cannot ${verb} path "${path}"`)
}
