import {
  bitString,
  booleanOf,
  type Element,
  int64Of,
  isMinimalInteger,
  rightAlign,
  TAG,
} from './der.ts'
import { X509Error } from './errors.ts'
import { formatOid } from './oid.ts'

/*
 * Reads requests as Go's `encoding/asn1` does: unlike `DerReader`, with multi-byte tags, lengths
 * below 2³¹, and `X509Error`s with Go's texts. asn1js would accept BER.
 */

const syntax = (message: string): X509Error => new X509Error(`asn1: syntax error: ${message}`)
const structure = (message: string): X509Error => new X509Error(`asn1: structure error: ${message}`)

export interface Cursor {
  bytes: Buffer
  offset: number
}

export const cursor = (bytes: Buffer): Cursor => ({ bytes, offset: 0 })

/** Reads a base-128 number of at most 31 bits. */
const base128 = (at: Cursor, end: number): number => {
  let value = 0
  for (let count = 0; at.offset < end; count++) {
    if (count === 5) throw structure('base 128 integer too large')
    const byte = at.bytes[at.offset]!
    if (count === 0 && byte === 0x80) throw syntax('integer is not minimally encoded')
    value = value * 128 + (byte & 0x7f)
    at.offset++
    if (byte & 0x80) continue
    if (value > 0x7fffffff) throw structure('base 128 integer too large')
    return value
  }
  throw syntax('truncated base 128 integer')
}

interface Header {
  /** identifier byte, as in `TAG` */
  tag: number
  number: number
  length: number
}

/** Reads tag and length, without checking that the contents end within the input. */
const header = (at: Cursor): Header => {
  const { bytes } = at
  const tag = bytes[at.offset++]!
  let number = tag & 0x1f
  if (number === 0x1f) {
    number = base128(at, bytes.length)
    if (number < 0x1f) throw syntax('non-minimal tag')
  }
  if (at.offset >= bytes.length) throw syntax('truncated tag or length')
  let length = bytes[at.offset++]!
  if (length & 0x80) {
    const count = length & 0x7f
    if (count === 0) throw syntax('indefinite length found (not DER)')
    length = 0
    for (let i = 0; i < count; i++) {
      if (at.offset >= bytes.length) throw syntax('truncated tag or length')
      if (length >= 1 << 23) throw structure('length too large')
      length = length * 256 + bytes[at.offset++]!
      if (length === 0) throw structure('superfluous leading zeros in length')
    }
    if (length < 0x80) throw structure('non-minimal length')
  }
  return { tag, number, length }
}

const take = (at: Cursor, start: number, { tag, length }: Header): Element => {
  const content = at.offset
  const end = content + length
  if (end > at.bytes.length) throw syntax('data truncated')
  at.offset = end
  return { tag, content: at.bytes.subarray(content, end), full: at.bytes.subarray(start, end) }
}

/** Formats the parameters of a struct field as Go prints them. */
const parameters = (tag: number): string => {
  // for a context-specific tag, Go prints a memory address, such as this one
  const address = tag < 0x80 ? '<nil>' : '0xc000012130'
  return `{optional:false explicit:false application:false private:false defaultValue:<nil> tag:${address} stringType:0 timeType:0 set:false omitEmpty:false}`
}

/** @param type Go's type, for the error text */
export const field = (at: Cursor, tag: number, type = ''): Element => {
  const start = at.offset
  if (start >= at.bytes.length) throw syntax('sequence truncated')
  const head = header(at)
  if (head.tag !== tag) {
    const got = `{class:${head.tag >> 6} tag:${head.number} length:${head.length} isCompound:${(head.tag & 0x20) !== 0}}`
    throw structure(
      `tags don't match (${tag & 0x1f} vs ${got}) ${parameters(tag)} ${type} @${at.offset}`,
    )
  }
  return take(at, start, head)
}

export const rawField = (at: Cursor): Element => {
  const start = at.offset
  if (start >= at.bytes.length) throw syntax('sequence truncated')
  return take(at, start, header(at))
}

/** Splits the contents of a SEQUENCE OF or SET OF. Without `tag`, elements may have any tag. */
export const elements = (content: Buffer, tag?: number): Element[] => {
  const at = cursor(content)
  const found: Element[] = []
  while (at.offset < content.length) {
    const start = at.offset
    const head = header(at)
    if (tag !== undefined && head.tag !== tag) throw structure('sequence tag mismatch')
    if (at.offset + head.length > content.length) throw syntax('truncated sequence')
    found.push(take(at, start, head))
  }
  return found
}

/** Reads an INTEGER's contents. */
export const int64 = (content: Buffer): bigint => {
  if (content.length === 0) throw structure('empty integer')
  if (!isMinimalInteger(content)) throw structure('integer not minimally-encoded')
  const value = int64Of(content)
  if (value === undefined) throw structure('integer too large')
  return value
}

export const parseOid = (content: Buffer): string => {
  if (content.length === 0) throw syntax('zero length OBJECT IDENTIFIER')
  const at = cursor(content)
  while (at.offset < content.length) base128(at, content.length)
  return formatOid(content)
}

export const oidField = (at: Cursor): string =>
  parseOid(field(at, TAG.oid, 'ObjectIdentifier').content)

/** Returns the bits right-aligned. */
export const parseBitString = (content: Buffer): Buffer => {
  if (content.length === 0) throw syntax('zero length BIT STRING')
  const value = bitString(content)
  if (!value) throw syntax('invalid padding bits in BIT STRING')
  return rightAlign(value)
}

export const bitStringField = (at: Cursor): Buffer =>
  parseBitString(field(at, TAG.bitString, 'BitString').content)

export const parseBoolean = (content: Buffer): boolean => {
  const value = booleanOf(content)
  if (value === undefined) throw syntax('invalid boolean')
  return value
}

/** Returns false, and reads nothing, if the next value is not a BOOLEAN. */
export const optionalBooleanField = (at: Cursor): boolean => {
  const start = at.offset
  if (start >= at.bytes.length) return false
  const head = header(at)
  if (head.tag === TAG.boolean) return parseBoolean(take(at, start, head).content)
  at.offset = start
  return false
}

/** Throws if bytes are left. */
export const expectEnd = (at: Cursor, message = 'asn1: syntax error: trailing data'): void => {
  if (at.offset < at.bytes.length) throw new X509Error(message)
}
