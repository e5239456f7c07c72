/**
 * The token of a chunked list: where the next chunk starts and which snapshot it belongs to. Same form as
 * `k8s.io/apiserver/pkg/storage/continue.go`, unpadded base64url of JSON.
 */
import { badRequest } from '../api/status.ts'

export interface ContinueToken {
  /** the snapshot's revision; -1: the newest state (after an expired token) */
  readonly revision: number
  /** the key to start at, relative to the list's prefix */
  readonly start: string
}

export const encodeContinueToken = ({ revision, start }: ContinueToken): string =>
  Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start })).toString('base64url')

const refuse = (why: string) =>
  badRequest(`invalid continue token: continue key is not valid: ${why}`)

/** Throws a 400 StatusError for anything that {@link encodeContinueToken} did not make. */
export const decodeContinueToken = (token: string): ContinueToken => {
  if (!/^[A-Za-z0-9_-]+$/.test(token)) throw refuse('illegal base64 data')
  let parsed: unknown
  try {
    parsed = JSON.parse(Buffer.from(token, 'base64url').toString())
  } catch {
    throw refuse('the token is no JSON')
  }
  const { v, rv, start } = (parsed ?? {}) as { v?: unknown; rv?: unknown; start?: unknown }
  if (v !== 'meta.k8s.io/v1')
    throw refuse(`server does not recognize this encoded version ${JSON.stringify(v ?? '')}`)
  if (typeof rv !== 'number' || !Number.isSafeInteger(rv) || rv === 0)
    throw refuse('incorrect encoded start resourceVersion (version meta.k8s.io/v1)')
  if (typeof start !== 'string' || start === '')
    throw refuse('encoded start key empty (version meta.k8s.io/v1)')
  if (start.split('/').some((part) => part === '..')) throw refuse(start)
  return { revision: rv, start }
}
