/** What Go's `http.ServeContent` makes of bytes that have an age: conditions, and a part of them (net/http/fs.go of Go 1.24). */
import { hasEtag } from '../answer/etag.ts'
import type { Answer, Call } from '../call.ts'

export interface Content {
  readonly body: Buffer
  readonly contentType: string
  /** in quotes; undefined: it has none */
  readonly etag?: string
  /** since when it is so, in milliseconds */
  readonly modified: number
}

const NOTHING = Buffer.alloc(0)

/** HTTP tells times in seconds; what is no time is none. */
const isUnchangedSince = (header: string | undefined, modified: number): boolean => {
  const since = Date.parse(header ?? '')
  return !Number.isNaN(since) && Math.floor(modified / 1000) * 1000 <= since
}

const isKnown = ({ headers }: Call, { etag = '', modified }: Content): boolean =>
  headers['if-none-match'] === undefined
    ? isUnchangedSince(headers['if-modified-since'], modified)
    : hasEtag(headers['if-none-match'], etag)

interface Part {
  readonly start: number
  readonly end: number
}

const BLANKS = /[ \t]/g
const ONE_RANGE = /^bytes=(\d*)-(\d*)$/

/** The part that is asked for, its end not included; undefined for all of it, and for several parts, which are sent as a whole. */
const partOf = (range: string | undefined, size: number): Part | 'none' | undefined => {
  const [, first = '', last = ''] = ONE_RANGE.exec((range ?? '').replaceAll(BLANKS, '')) ?? []
  if (first === '' && last === '') return undefined
  if (first === '') return { start: Math.max(size - Number(last), 0), end: size }
  const start = Number(first)
  if (start >= size) return 'none'
  const end = last === '' ? size : Math.min(Number(last) + 1, size)
  return end > start ? { start, end } : undefined
}

/** 304 when the client has it already, 206 for a part of it, 416 for a part that it has not. */
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
  const { range, 'if-range': ifRange } = call.headers
  const lastModified = new Date(modified).toUTCString()
  const whole = ifRange !== undefined && ifRange !== etag && ifRange !== lastModified
  const part = whole ? undefined : partOf(range, body.length)
  if (part === 'none') {
    return {
      code: 416,
      contentType: 'text/plain; charset=utf-8',
      body: Buffer.from('invalid range: failed to overlap\n'),
      headers: { 'content-range': `bytes */${body.length}`, 'x-content-type-options': 'nosniff' },
    }
  }
  const headers = { ...named, 'last-modified': lastModified, 'accept-ranges': 'bytes', ...more }
  if (part === undefined) return { code: 200, contentType, body, headers }
  const { start, end } = part
  return {
    code: 206,
    contentType,
    body: body.subarray(start, end),
    headers: { ...headers, 'content-range': `bytes ${start}-${end - 1}/${body.length}` },
  }
}
