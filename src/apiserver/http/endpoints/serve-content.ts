/** Conditional answers, as Go's `http.ServeContent` gives them (net/http/fs.go of Go 1.24); ranges are not served. */
import { hasEtag } from '../answer/etag.ts'
import type { Answer } from '../answer/answer.ts'
import type { Call } from '../call.ts'

export interface Content {
  readonly body: Buffer
  readonly contentType: string
  /** in quotes; undefined: it has none */
  readonly etag?: string
  /** time of the last change, in milliseconds */
  readonly modified: number
}

const NOTHING = Buffer.alloc(0)

/** HTTP tells times in seconds; an unreadable time is ignored. */
const isUnchangedSince = (header: string | undefined, modified: number): boolean => {
  const since = Date.parse(header ?? '')
  return !Number.isNaN(since) && Math.floor(modified / 1000) * 1000 <= since
}

const isKnown = ({ headers }: Call, { etag = '', modified }: Content): boolean =>
  headers['if-none-match'] === undefined
    ? isUnchangedSince(headers['if-modified-since'], modified)
    : hasEtag(headers['if-none-match'], etag)

/** Returns the content, or 304 when the client has it already. */
export const serveContent = (
  call: Call,
  content: Content,
  more: Readonly<Record<string, string | string[]>> = {},
): Answer => {
  const { body, contentType, etag, modified } = content
  const named = etag === undefined ? {} : { etag }
  if (isKnown(call, content)) {
    return { code: 304, contentType, body: NOTHING, headers: { ...named, ...more } }
  }
  const lastModified = { 'last-modified': new Date(modified).toUTCString() }
  return { code: 200, contentType, body, headers: { ...named, ...lastModified, ...more } }
}
