/**
 * Conditional answers like Go's `http.ServeContent` (net/http/fs.go of Go 1.24), without ranges.
 */
import { omitEmpty } from '../../../apimachinery/omit-empty.ts'
import type { Answer } from '../answer/answer.ts'
import type { IncomingHttpHeaders } from 'node:http'

interface ContentRequest {
  readonly headers: IncomingHttpHeaders
}

interface Content {
  readonly body: Buffer
  readonly contentType: string
  readonly etag?: string
  /** milliseconds since the epoch; undefined: unknown */
  readonly modified?: number
}

const NOTHING = Buffer.alloc(0)

/** Whether `If-None-Match` contains `etag` (with its quotes) or `*` (RFC 9110 section 13.1.2). */
export const hasEtag = (ifNoneMatch: string, etag: string | undefined): boolean =>
  ifNoneMatch
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === etag || tag === '*')

/** HTTP dates have no milliseconds. An invalid date is ignored. */
const isUnchangedSince = (header: string | undefined, modified: number): boolean => {
  const since = Date.parse(header ?? '')
  return !Number.isNaN(since) && Math.floor(modified / 1000) * 1000 <= since
}

const isKnown = ({ headers }: ContentRequest, { etag, modified = Infinity }: Content): boolean => {
  const { 'if-none-match': ifNoneMatch = '' } = headers
  return ifNoneMatch === ''
    ? isUnchangedSince(headers['if-modified-since'], modified)
    : hasEtag(ifNoneMatch, etag)
}

export const serveContent = (
  call: ContentRequest,
  content: Content,
  more: Readonly<Record<string, string | string[]>> = {},
): Answer => {
  const { body, contentType, etag, modified } = content
  const named = omitEmpty({ etag })
  const lastModified = modified !== undefined && {
    'last-modified': new Date(modified).toUTCString(),
  }
  if (isKnown(call, content)) {
    const headers = { ...(etag === undefined ? lastModified : named), ...more }
    return { code: 304, contentType, body: NOTHING, headers }
  }
  return { code: 200, contentType, body, headers: { ...named, ...lastModified, ...more } }
}
