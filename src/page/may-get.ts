/** What the page tells by itself of things that have a path in the cluster: to whoever may get that path. */
import { forbiddenPath } from '../api/status.ts'
import { call } from '../manage/objects/call.ts'
import type { AsUser } from './parts.ts'

const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'

/** Rejects with the StatusError 403 for a user who may not, in the words of the API server, and with RequestRefused. */
export const requireGet = async (asker: AsUser, user: string, path: string): Promise<void> => {
  const { status } = await call<{ status: { allowed: boolean } }>(asker, 'POST', REVIEWS, {
    spec: { nonResourceAttributes: { path, verb: 'get' } },
  })
  if (!status.allowed) throw forbiddenPath(`User "${user}" cannot get path "${path}"`)
}
