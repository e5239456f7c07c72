/** The bytes of a YAML stream as characters (`readerc.go` of go-yaml v2). */
import { isUtf8 } from 'node:buffer'

/** What the scanner reads. */
export interface YamlText {
  /** the characters, and behind them some of {@link END}, so that looking ahead needs no care */
  readonly text: string
  /** how far they may be read: behind it comes what `problem` says */
  readonly limit: number
  readonly problem: string
}

/** Stands where the stream ends; no YAML may contain it. */
export const END = 0

const ENDS = '\0\0\0\0\0\0\0\0\0\0'

const FORBIDDEN = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

interface Fault {
  readonly at: number
  readonly problem: string
}

const CONTROL = 'control characters are not allowed'

const isControl = (code: number): boolean =>
  code < 0x20
    ? code !== 0x09 && code !== 0x0a && code !== 0x0d
    : (code > 0x7e && code < 0xa0 && code !== 0x85) || code === 0xfffe || code === 0xffff

const widthOf = (octet: number): number => {
  if (octet < 0x80) return 1
  if ((octet & 0xe0) === 0xc0) return 2
  if ((octet & 0xf0) === 0xe0) return 3
  return (octet & 0xf8) === 0xf0 ? 4 : 0
}

/** The smallest character that needs so many bytes. */
const SMALLEST = [0, 0, 0x80, 0x800, 0x10000]

/** What is wrong with the character at `at`; undefined when nothing is. */
const utf8Problem = (bytes: Buffer, at: number): string | undefined => {
  const width = widthOf(bytes[at]!)
  if (width === 0) return 'invalid leading UTF-8 octet'
  if (at + width > bytes.length) return 'incomplete UTF-8 octet sequence'
  let code = width === 1 ? bytes[at]! : bytes[at]! & (0x7f >> width)
  for (let next = at + 1; next < at + width; next++) {
    if ((bytes[next]! & 0xc0) !== 0x80) return 'invalid trailing UTF-8 octet'
    code = (code << 6) | (bytes[next]! & 0x3f)
  }
  if (code < SMALLEST[width]!) return 'invalid length of a UTF-8 sequence'
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) return 'invalid Unicode character'
  return isControl(code) ? CONTROL : undefined
}

/** Text of bytes that need not be UTF-8: Go writes U+FFFD for each byte that is none. */
export const replaceInvalid = (bytes: Buffer): string => {
  if (isUtf8(bytes)) return bytes.toString()
  let text = ''
  for (let at = 0; at < bytes.length;) {
    const problem = utf8Problem(bytes, at)
    const width = problem === undefined || problem === CONTROL ? widthOf(bytes[at]!) : 1
    text += bytes.toString('utf8', at, at + width)
    at += width
  }
  return text
}

const utf8Fault = (bytes: Buffer, start: number): Fault | undefined => {
  for (let at = start; at < bytes.length; at += widthOf(bytes[at]!)) {
    const problem = utf8Problem(bytes, at)
    if (problem !== undefined) return { at, problem }
  }
  return undefined
}

/** Text in UTF-8, from `start` on. */
const readUtf8 = (bytes: Buffer, start: number): YamlText => {
  const text = bytes.toString('utf8', start)
  if (!FORBIDDEN.test(text) && isUtf8(bytes)) {
    return { text: text + ENDS, limit: Infinity, problem: '' }
  }
  const { at, problem } = utf8Fault(bytes, start)!
  const sound = bytes.toString('utf8', start, at)
  return { text: sound + ENDS, limit: sound.length, problem }
}

/** Bytes of UTF-16 in little endian as UTF-8; half of a character at the end is dropped. */
const toUtf8 = (bytes: Buffer): Buffer => Buffer.from(bytes.toString('utf16le'))

/** Reads UTF-8, and UTF-16 after its byte order mark. */
export const readCharacters = (bytes: Buffer): YamlText => {
  const mark = bytes.length < 2 ? 0 : bytes.readUInt16BE(0)
  if (mark === 0xfffe) return readUtf8(toUtf8(bytes.subarray(2)), 0)
  if (mark === 0xfeff) {
    const even = Buffer.from(bytes.subarray(2, bytes.length & ~1))
    return readUtf8(toUtf8(even.swap16()), 0)
  }
  return readUtf8(bytes, bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0)
}
