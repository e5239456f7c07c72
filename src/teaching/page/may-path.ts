import { forbiddenPath } from '../../apimachinery/status.ts'
import { call } from '../../apiserver/client/call.ts'
import type { AsUser } from './parts.ts'

const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'

/**
 * Requires permission for a path, for actions that the page performs itself. Rejects with the API
 * server's 403, and with RequestRefused.
 */
export const requirePath = async (
  asker: AsUser,
  user: string,
  path: string,
  verb: 'get' | 'put' = 'get',
): Promise<void> => {
  const { status } = await call<{ status: { allowed: boolean } }>(asker, 'POST', REVIEWS, {
    spec: { nonResourceAttributes: { path, verb } },
  })
  if (!status.allowed) throw forbiddenPath(`User "${user}" cannot ${verb} path "${path}"`)
}
