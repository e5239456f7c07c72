import type { IncomingMessage, ServerResponse } from 'node:http'
import { forbiddenPath } from '../../apimachinery/status.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import { atEndOf } from '../../apiserver/http/wire/answer-end.ts'
import { type PageParts, USER_AGENT } from './parts.ts'

/** Paths of POST requests that change nothing. */
const REVIEW = /^\/apis\/(authorization|authentication)\.k8s\.io\/v1\/self\w+reviews$/

/** Excludes paths whose responses contain secrets or keys: snapshots' objects, new users. */
const FORWARDED: readonly (readonly [methods: string, path: RegExp])[] = [
  ['GET PUT', /^\/apis\/certificates\.k8s\.io\/v1\/certificatesigningrequests(\/|$)/],
  ['POST', REVIEW],
  ['GET', /^\/version$/],
  ['GET PUT', /^\/csrlab\/v1\/clock$/],
  ['POST', /^\/csrlab\/v1\/clock\/advance$/],
  ['GET', /^\/csrlab\/v1\/(faults|requests|snapshots)$/],
  ['PUT', /^\/csrlab\/v1\/snapshots\/[^/]+$/],
  ['POST', /^\/csrlab\/v1\/(reset|snapshots\/[^/]+\/restore)$/],
]

const READING: ReadonlySet<string | undefined> = new Set(['GET', 'HEAD'])

const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?', 1)[0]!

/**
 * Returns false for `.`, `..`, `//`, and escaped dots or slashes, which could lead to paths outside
 * FORWARDED.
 */
const isPlain = (path: string): boolean =>
  !/%2[ef]|\/\//i.test(path) && !path.split('/').some((part) => part === '..' || part === '.')

export const isForwarded = (request: IncomingMessage): boolean => {
  const path = pathOf(request)
  return (
    isPlain(path) &&
    FORWARDED.some(
      ([methods, pattern]) => methods.split(' ').includes(request.method!) && pattern.test(path),
    )
  )
}

export const READ_ONLY = 'this page is read-only (--ui-read-only)'

/** headers with the session's secrets, other credentials, or a user to impersonate */
const OF_SOMEBODY = /^(authorization|cookie|csrlab-page|x-remote-|impersonate-)/i

/** Throws StatusError for writes to a read-only page. */
export const forward = (
  { handle, lent, readOnly }: PageParts,
  user: UserInfo,
  request: IncomingMessage,
  response: ServerResponse,
): void => {
  if (readOnly && !READING.has(request.method) && !REVIEW.test(pathOf(request)))
    throw forbiddenPath(READ_ONLY)
  void lent.lend(user, (token) => {
    const { headers } = request
    for (const name of Object.keys(headers)) if (OF_SOMEBODY.test(name)) delete headers[name]
    headers.authorization = `Bearer ${token}`
    headers['user-agent'] = USER_AGENT
    request.rawHeaders = request.rawHeaders.flatMap((name, i, all) =>
      i % 2 === 1 || OF_SOMEBODY.test(name) ? [] : [name, all[i + 1]!],
    )
    return new Promise<void>((resolve) => {
      atEndOf(response, resolve)
      handle(request, response)
    })
  })
}
