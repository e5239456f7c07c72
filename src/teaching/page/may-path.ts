/** Guards what the page does by itself for a path of the cluster: the user needs the rule for that path. */
import { forbiddenPath } from '../../apimachinery/status.ts'
import { call } from '../../apiserver/client/call.ts'
import type { AsUser } from './parts.ts'

const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'

/** Rejects with the StatusError 403 for a user who may not, in the words of the API server, and with RequestRefused. */
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
