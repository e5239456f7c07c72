import { formatOid } from './oid.ts'

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

export const isMinimalInteger = (content: Buffer): boolean => {
  if (content.length < 2) return content.length === 1
  const [first = 0, second = 0] = content
  return first === 0 ? second >= 0x80 : first !== 0xff || second < 0x80
}

/** undefined for more than 64 bits */
export const int64Of = (content: Buffer): bigint | undefined =>
  content.length > 8
    ? undefined
    : BigInt.asIntN(8 * content.length, BigInt(`0x${content.toString('hex')}`))

/** undefined if not DER */
export const booleanOf = (content: Buffer): boolean | undefined => {
  if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) return undefined
  return content[0] === 0xff
}

interface BitString {
  bytes: Buffer
  /** count of zero padding bits in the last byte, 0 to 7 */
  padding: number
}

/** @returns undefined if not DER */
export const bitString = (content: Buffer): BitString | undefined => {
  if (content.length === 0) return undefined
  const padding = content[0]!
  if (padding > 7 || (content.length === 1 && padding > 0)) return undefined
  if (content[content.length - 1]! & ((1 << padding) - 1)) return undefined
  return { bytes: content.subarray(1), padding }
}

/** Go's `BitString.RightAlign` */
export const rightAlign = ({ bytes, padding }: BitString): Buffer => {
  if (padding === 0 || bytes.length === 0) return bytes
  const aligned = Buffer.alloc(bytes.length)
  for (let i = 0; i < bytes.length; i++) {
    aligned[i] = (bytes[i]! >> padding) | (i > 0 ? bytes[i - 1]! << (8 - padding) : 0)
  }
  return aligned
}

/** Checks that arcs are minimal; accepts arcs of any size. */
export const isLongOid = (content: Buffer): boolean =>
  content.length > 0 &&
  content.at(-1)! < 0x80 &&
  content.every((byte, i) => byte !== 0x80 || (i > 0 && content[i - 1]! >= 0x80))

/** Start of an arc of 2³¹ or more. */
const LARGE_ARC = /[\x88-\xff][\x80-\xff]{3}|[\x80-\xff]{5}/

const isOid = (content: Buffer): boolean =>
  isLongOid(content) && !LARGE_ARC.test(content.toString('latin1'))

export interface Element {
  tag: number
  content: Buffer
  full: Buffer
}

/**
 * Reads DER like Go's `cryptobyte`, which reads certificates: one-byte tags, minimal lengths of at
 * most four bytes. Invalid elements yield undefined. asn1js would accept BER.
 */
export class DerReader {
  readonly #bytes: Buffer
  readonly #end: number
  #offset: number
  #content = 0

  /** Passing `start` and `end` is cheaper than passing a subarray. */
  constructor(bytes: Buffer, start = 0, end = bytes.length) {
    this.#bytes = bytes
    this.#offset = start
    this.#end = end
  }

  get empty(): boolean {
    return this.#offset >= this.#end
  }

  at(tag: number): boolean {
    return !this.empty && this.#bytes[this.#offset] === tag
  }

  any(): Element | undefined {
    const start = this.#offset
    if (!this.#pass()) return undefined
    const bytes = this.#bytes
    const full = bytes.subarray(start, this.#offset)
    return { tag: bytes[start]!, content: bytes.subarray(this.#content, this.#offset), full }
  }

  /** Skips the next element if it is valid. Returns whether it is. */
  #pass(): boolean {
    const bytes = this.#bytes
    const start = this.#offset
    if (start + 2 > this.#end || (bytes[start]! & 0x1f) === 0x1f) return false
    let length = bytes[start + 1]!
    let content = start + 2
    if (length & 0x80) {
      const count = length & 0x7f
      if (count === 0 || count > 4 || content + count > this.#end) return false
      length = bytes.readUIntBE(content, count)
      if (length < 0x80 || length < 2 ** (8 * (count - 1))) return false
      content += count
    }
    if (content + length > this.#end) return false
    this.#content = content
    this.#offset = content + length
    return true
  }

  element(tag: number): Element | undefined {
    return this.at(tag) ? this.any() : undefined
  }

  content(tag: number): Buffer | undefined {
    if (!this.at(tag) || !this.#pass()) return undefined
    return this.#bytes.subarray(this.#content, this.#offset)
  }

  inside(tag: number): DerReader | undefined {
    if (!this.at(tag) || !this.#pass()) return undefined
    return new DerReader(this.#bytes, this.#content, this.#offset)
  }

  oid(): string | undefined {
    const content = this.content(TAG.oid)
    return content && isOid(content) ? formatOid(content) : undefined
  }

  /** @param tag differs if the INTEGER is implicitly tagged */
  integer(tag: number = TAG.integer): Buffer | undefined {
    const content = this.content(tag)
    return content && isMinimalInteger(content) ? content : undefined
  }

  int64(tag: number = TAG.integer): bigint | undefined {
    const content = this.integer(tag)
    return content && int64Of(content)
  }

  boolean(): boolean | undefined {
    const content = this.content(TAG.boolean)
    return content && booleanOf(content)
  }

  bitString(): BitString | undefined {
    const content = this.content(TAG.bitString)
    return content && bitString(content)
  }
}
