import { ifReadable, X509Error } from '../errors.ts'
import { formatOid } from '../oid.ts'

/** Identifier bytes: class, constructed bit and tag number. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  t61String: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const

export const contextTag = (number: number, constructed = false): number =>
  0x80 | (constructed ? 0x20 : 0) | number

export interface Element {
  tag: number
  content: Buffer
  full: Buffer
}

interface Header {
  /** identifier byte, as in `TAG` */
  tag: number
  number: number
  content: number
  length: number
}

const LONG_FORM = 0x1f

const syntax = (message: string): X509Error => new X509Error(`asn1: syntax error: ${message}`)
const structure = (message: string): X509Error => new X509Error(`asn1: structure error: ${message}`)

/**
 * Reads DER, which asn1js would not tell from BER, in the two ways of Go:
 *
 * - Requests are read with `encoding/asn1`: `field`, `rawField`, `elements` and `expectEnd` throw an
 *   X509Error with Go's text.
 * - Certificates are read with `cryptobyte`: the other methods return undefined and do not advance
 *   if the next element is invalid, has another tag, or a tag of several bytes. `crypto/x509` has a
 *   text for each place.
 */
export class DerReader {
  readonly #bytes: Buffer
  readonly #start: number
  readonly #end: number
  #offset: number

  /** Passing `start` and `end` is cheaper than passing a subarray. */
  constructor(bytes: Buffer, start = 0, end = bytes.length) {
    this.#bytes = bytes
    this.#start = start
    this.#offset = start
    this.#end = end
  }

  get empty(): boolean {
    return this.#offset >= this.#end
  }

  at(tag: number): boolean {
    return !this.empty && this.#bytes[this.#offset] === tag
  }

  /** @param type Go's type, for the error text */
  field(tag: number, type = ''): Element {
    const start = this.#offset
    const head = this.#header()
    if (head.tag === tag) return this.#take(start, head)
    const got = `{class:${head.tag >> 6} tag:${head.number} length:${head.length} isCompound:${(head.tag & 0x20) !== 0}}`
    throw structure(
      `tags don't match (${tag & LONG_FORM} vs ${got}) ${goParameters(tag)} ${type} @${head.content - this.#start}`,
    )
  }

  /** Reads an element with any tag. */
  rawField(): Element {
    const start = this.#offset
    return this.#take(start, this.#header())
  }

  /** Reads a field of the type OBJECT IDENTIFIER. */
  oidField(): string {
    return oidOf(this.field(TAG.oid, 'ObjectIdentifier').content)
  }

  /** Reads a field of the type BIT STRING. */
  bitStringField(): Buffer {
    return bitsOf(this.field(TAG.bitString, 'BitString').content)
  }

  /** Returns false, and reads nothing, if the next value is not a BOOLEAN. */
  optionalBooleanField(): boolean {
    return this.at(TAG.boolean) && booleanOf(this.rawField().content)
  }

  /** Reads the remaining elements. Without `tag`, elements may have any tag. */
  elements(tag?: number): Element[] {
    const found: Element[] = []
    while (!this.empty) {
      const start = this.#offset
      const head = this.#header()
      if (tag !== undefined && head.tag !== tag) throw structure('sequence tag mismatch')
      found.push(this.#take(start, head, 'truncated sequence'))
    }
    return found
  }

  /** Throws if bytes are left. */
  expectEnd(message = 'asn1: syntax error: trailing data'): void {
    if (!this.empty) throw new X509Error(message)
  }

  any(): Element | undefined {
    const start = this.#offset
    const content = this.#pass()
    if (content === undefined) return undefined
    const bytes = this.#bytes
    return {
      tag: bytes[start]!,
      content: bytes.subarray(content, this.#offset),
      full: bytes.subarray(start, this.#offset),
    }
  }

  element(tag: number): Element | undefined {
    return this.at(tag) ? this.any() : undefined
  }

  content(tag: number): Buffer | undefined {
    const content = this.at(tag) ? this.#pass() : undefined
    return content === undefined ? undefined : this.#bytes.subarray(content, this.#offset)
  }

  inside(tag: number): DerReader | undefined {
    const content = this.at(tag) ? this.#pass() : undefined
    return content === undefined ? undefined : new DerReader(this.#bytes, content, this.#offset)
  }

  oid(): string | undefined {
    return this.#value(TAG.oid, oidOf)
  }

  integer(): Buffer | undefined {
    return this.#value(TAG.integer, minimalInteger)
  }

  int64(): bigint | undefined {
    return this.#value(TAG.integer, int64Of)
  }

  boolean(): boolean | undefined {
    return this.#value(TAG.boolean, booleanOf)
  }

  bitString(): Buffer | undefined {
    return this.#value(TAG.bitString, bitsOf)
  }

  #value<T>(tag: number, parse: (content: Buffer) => T): T | undefined {
    const content = this.content(tag)
    return content && ifReadable(() => parse(content))
  }

  /** Skips the next element. Returns the start of its content, undefined if invalid. */
  #pass(): number | undefined {
    const start = this.#offset
    if (this.empty || (this.#bytes[start]! & LONG_FORM) === LONG_FORM) return undefined
    const head = ifReadable(() => this.#header())
    const end = head && head.content + head.length
    if (end === undefined || end > this.#end) {
      this.#offset = start
      return undefined
    }
    this.#offset = end
    return head?.content
  }

  #take(start: number, { tag, content, length }: Header, truncated = 'data truncated'): Element {
    const bytes = this.#bytes
    const end = content + length
    if (end > this.#end) throw syntax(truncated)
    this.#offset = end
    return { tag, content: bytes.subarray(content, end), full: bytes.subarray(start, end) }
  }

  /** Reads tag and length, without checking that the contents end within the input. */
  #header(): Header {
    if (this.empty) throw syntax('sequence truncated')
    const bytes = this.#bytes
    const tag = bytes[this.#offset++]!
    let number = tag & LONG_FORM
    if (number === LONG_FORM) {
      const rest = new Base128(bytes, this.#offset, this.#end)
      number = rest.next()
      this.#offset = rest.offset
      if (number < LONG_FORM) throw syntax('non-minimal tag')
    }
    return { tag, number, length: this.#length(), content: this.#offset }
  }

  #length(): number {
    const bytes = this.#bytes
    if (this.empty) throw syntax('truncated tag or length')
    const first = bytes[this.#offset++]!
    if (first < 0x80) return first
    if (first === 0x80) throw syntax('indefinite length found (not DER)')
    let length = 0
    for (let left = first & 0x7f; left > 0; left--) {
      if (this.empty) throw syntax('truncated tag or length')
      if (length >= 1 << 23) throw structure('length too large')
      length = length * 256 + bytes[this.#offset++]!
      if (length === 0) throw structure('superfluous leading zeros in length')
    }
    if (length < 0x80) throw structure('non-minimal length')
    return length
  }
}

/** Formats the parameters of a struct field as Go prints them. */
const goParameters = (tag: number): string => {
  const number = tag < 0x80 ? '<nil>' : tag & LONG_FORM
  return `{optional:false explicit:false application:false private:false defaultValue:<nil> tag:${number} stringType:0 timeType:0 set:false omitEmpty:false}`
}

/** Reads base-128 numbers of at most 31 bits. */
class Base128 {
  readonly #bytes: Buffer
  readonly #end: number
  offset: number

  constructor(bytes: Buffer, start: number, end: number) {
    this.#bytes = bytes
    this.offset = start
    this.#end = end
  }

  next(): number {
    let value = 0
    for (let count = 0; this.offset < this.#end; count++) {
      if (count === 5) throw structure('base 128 integer too large')
      const byte = this.#bytes[this.offset]!
      if (count === 0 && byte === 0x80) throw syntax('integer is not minimally encoded')
      value = value * 128 + (byte & 0x7f)
      this.offset++
      if (byte & 0x80) continue
      if (value > 0x7fffffff) throw structure('base 128 integer too large')
      return value
    }
    throw syntax('truncated base 128 integer')
  }
}

/* The functions below read the contents of an element, and throw X509Error like `encoding/asn1`. */

const oidOf = (content: Buffer): string => {
  if (content.length === 0) throw syntax('zero length OBJECT IDENTIFIER')
  const arcs = new Base128(content, 0, content.length)
  while (arcs.offset < content.length) arcs.next()
  return formatOid(content)
}

const minimalInteger = (content: Buffer): Buffer => {
  if (content.length === 0) throw structure('empty integer')
  const [first = 0, second = 0] = content
  const isPadded = first === 0 ? second < 0x80 : first === 0xff && second >= 0x80
  if (content.length > 1 && isPadded) throw structure('integer not minimally-encoded')
  return content
}

export const int64Of = (content: Buffer): bigint => {
  if (minimalInteger(content).length > 8) throw structure('integer too large')
  return BigInt.asIntN(8 * content.length, BigInt(`0x${content.toString('hex')}`))
}

const booleanOf = (content: Buffer): boolean => {
  if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff))
    throw syntax('invalid boolean')
  return content[0] === 0xff
}

/** Returns the bits; padding bits of the last byte are zeros. */
export const bitsOf = (content: Buffer): Buffer => {
  const [padding] = content
  if (padding === undefined) throw syntax('zero length BIT STRING')
  const hasZeros = (content.at(-1)! & ((1 << padding) - 1)) === 0
  if (padding > 7 || (content.length === 1 && padding > 0) || !hasZeros)
    throw syntax('invalid padding bits in BIT STRING')
  return content.subarray(1)
}
