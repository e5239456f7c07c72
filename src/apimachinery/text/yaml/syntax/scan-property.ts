/** Anchors, aliases, tags and directives (`scannerc.go` of go-yaml v2). */
import { isBlank, isBreakOrEnd, isDigit, isHex, isSpaceOrEnd, isWord } from './classes.ts'
import type { Cursor } from './cursor.ts'
import type { Token } from './token.ts'

const codes = (text: string): ReadonlySet<number> =>
  new Set(Array.from(text, (character) => character.charCodeAt(0)))

const AFTER_NAME = codes('?:,]}%@`')
const URI = codes(";/?:@&=+$,.!~*'()[]%")
const BANG = 0x21
const PERCENT = 0x25

const takeWord = (cursor: Cursor): string => {
  cursor.need(1)
  return cursor.takeWhile(isWord)
}

/** The name after `&` or `*`. */
export const scanName = (cursor: Cursor): string => {
  cursor.skip()
  const name = takeWord(cursor)
  if (name === '' || !(isSpaceOrEnd(cursor.code()) || AFTER_NAME.has(cursor.code()))) {
    cursor.fail('did not find expected alphabetic or numeric character')
  }
  return name
}

const octetAt = (cursor: Cursor): number => {
  cursor.need(3)
  if (cursor.code() !== PERCENT || !isHex(cursor.code(1)) || !isHex(cursor.code(2))) {
    cursor.fail('did not find URI escaped octet')
  }
  return Number.parseInt(String.fromCharCode(cursor.code(1), cursor.code(2)), 16)
}

const LEADING: readonly [mask: number, octet: number, width: number][] = [
  [0x80, 0, 1],
  [0xe0, 0xc0, 2],
  [0xf0, 0xe0, 3],
  [0xf8, 0xf0, 4],
]

/** One character, written as `%` and the number of each of its bytes. */
const scanUriEscape = (cursor: Cursor): string => {
  const bytes = [octetAt(cursor)]
  const leading = LEADING.find(([mask, octet]) => (bytes[0]! & mask) === octet)
  if (leading === undefined) cursor.fail('found an incorrect leading UTF-8 octet')
  cursor.skip(3)
  while (bytes.length < leading[2]) {
    const octet = octetAt(cursor)
    if ((octet & 0xc0) !== 0x80) cursor.fail('found an incorrect trailing UTF-8 octet')
    bytes.push(octet)
    cursor.skip(3)
  }
  return Buffer.from(bytes).toString()
}

const inUri = (code: number): boolean => code !== PERCENT && (isWord(code) || URI.has(code))

/** A tag or the end of one; `optional` when something stands before it. */
const scanUri = (cursor: Cursor, optional: boolean): string => {
  let uri = ''
  cursor.need(1)
  for (;;) {
    const part = cursor.takeWhile(inUri)
    uri += part
    if (cursor.code() !== PERCENT) break
    uri += scanUriEscape(cursor)
    cursor.need(1)
  }
  if (uri === '' && !optional) cursor.fail('did not find expected tag URI')
  return uri
}

/** `!`, `!!` or `!name!`; without its end, what may be the start of a tag. */
const scanHandle = (cursor: Cursor, directive: boolean): string => {
  cursor.need(1)
  if (cursor.code() !== BANG) cursor.fail("did not find expected '!'")
  cursor.skip()
  const handle = `!${takeWord(cursor)}`
  if (cursor.code() === BANG) {
    cursor.skip()
    return `${handle}!`
  }
  if (directive && handle !== '!') cursor.fail("did not find expected '!'")
  return handle
}

const scanVerbatim = (cursor: Cursor): string => {
  cursor.skip(2)
  const suffix = scanUri(cursor, false)
  if (cursor.code() !== 0x3e) cursor.fail("did not find the expected '>'")
  cursor.skip()
  return suffix
}

const scanShorthand = (cursor: Cursor): { readonly handle: string; readonly suffix: string } => {
  const handle = scanHandle(cursor, false)
  if (handle.length > 1 && handle.endsWith('!')) {
    return { handle, suffix: scanUri(cursor, false) }
  }
  const suffix = handle.slice(1) + scanUri(cursor, true)
  return suffix === '' ? { handle: '', suffix: '!' } : { handle: '!', suffix }
}

/** A tag from its `!`. */
export const scanTag = (cursor: Cursor, line: number): Token => {
  cursor.need(2)
  const tag =
    cursor.code(1) === 0x3c ? { handle: '', suffix: scanVerbatim(cursor) } : scanShorthand(cursor)
  cursor.need(1)
  if (!isSpaceOrEnd(cursor.code())) {
    cursor.fail('did not find expected whitespace or line break')
  }
  return { type: 'tag', line, ...tag }
}

/** go-yaml takes a version for two numbers of at most two digits. */
const scanVersionNumber = (cursor: Cursor): number => {
  cursor.need(1)
  const digits = cursor.takeWhile(isDigit)
  if (digits.length > 2) cursor.fail('found extremely long version number')
  if (digits === '') cursor.fail('did not find expected version number')
  return Number(digits)
}

const scanVersion = (cursor: Cursor, line: number): Token => {
  cursor.skipBlanks()
  const major = scanVersionNumber(cursor)
  if (cursor.code() !== 0x2e) cursor.fail("did not find expected digit or '.' character")
  cursor.skip()
  return { type: 'version', line, version: `${major}.${scanVersionNumber(cursor)}` }
}

const scanTagDirective = (cursor: Cursor, line: number): Token => {
  cursor.skipBlanks()
  const handle = scanHandle(cursor, true)
  cursor.need(1)
  if (!isBlank(cursor.code())) cursor.fail('did not find expected whitespace')
  cursor.skipBlanks()
  const prefix = scanUri(cursor, false)
  cursor.need(1)
  if (!isSpaceOrEnd(cursor.code())) {
    cursor.fail('did not find expected whitespace or line break')
  }
  return { type: 'tag-directive', line, handle, prefix }
}

const scanDirectiveName = (cursor: Cursor): string => {
  cursor.skip()
  const name = takeWord(cursor)
  if (name === '') cursor.fail('could not find expected directive name')
  if (!isSpaceOrEnd(cursor.code())) cursor.fail('found unexpected non-alphabetical character')
  return name
}

/** A directive from its `%` to the end of the line. */
export const scanDirective = (cursor: Cursor): Token => {
  const { line } = cursor
  const name = scanDirectiveName(cursor)
  if (name !== 'YAML' && name !== 'TAG') cursor.fail('found unknown directive name')
  const token = name === 'YAML' ? scanVersion(cursor, line) : scanTagDirective(cursor, line)
  cursor.skipBlanks()
  cursor.skipComment()
  if (!isBreakOrEnd(cursor.code())) cursor.fail('did not find expected comment or line break')
  cursor.skipBreak()
  return token
}
