import { oidContent } from '../oid.ts'
import { TAG } from './read.ts'

const ZERO = Buffer.of(0)

export const NULL = Buffer.of(TAG.null, 0)

/** Returns a DER element; its content is `parts`, concatenated. */
export const tlvOf = (tag: number, parts: readonly Buffer[]): Buffer => {
  let length = 0
  for (const part of parts) length += part.length
  const lengthBytes =
    length < 0x80 ? 0 : length < 0x100 ? 1 : length < 0x10000 ? 2 : length < 0x1000000 ? 3 : 4
  const out = Buffer.allocUnsafe(2 + lengthBytes + length)
  out[0] = tag
  if (lengthBytes === 0) {
    out[1] = length
  } else {
    out[1] = 0x80 | lengthBytes
    out.writeUIntBE(length, 2, lengthBytes)
  }
  let offset = 2 + lengthBytes
  for (const part of parts) {
    part.copy(out, offset)
    offset += part.length
  }
  return out
}

export const tlv = (tag: number, ...parts: readonly Buffer[]): Buffer => tlvOf(tag, parts)

export const sequence = (...parts: readonly Buffer[]): Buffer => tlvOf(TAG.sequence, parts)

export const oid = (dotted: string): Buffer => tlv(TAG.oid, oidContent(dotted))

/** @param bytes big-endian, unsigned */
export const unsignedContent = (bytes: Buffer): Buffer => {
  const start = bytes.findIndex((byte) => byte !== 0)
  const magnitude = start < 0 ? ZERO : bytes.subarray(start)
  return magnitude[0]! < 0x80 ? magnitude : Buffer.concat([ZERO, magnitude])
}

export const wholeBitString = (bytes: Buffer): Buffer => tlv(TAG.bitString, ZERO, bytes)
