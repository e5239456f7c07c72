import { DecodeError } from './decode-error.ts'

/** `offset`: the byte that Go's error names. */
const corrupt = (offset: number): DecodeError =>
  new DecodeError(`illegal base64 data at input byte ${offset}`)

const ALPHABET = new Set(
  Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'),
)
const PADDING = 0x3d
const isNewline = (byte: number | undefined): boolean => byte === 0x0a || byte === 0x0d

/**
 * Validates base64 like Go's `base64.StdEncoding`. Returns it without line breaks, with the unused
 * bits of the last character cleared. Throws DecodeError.
 */
export const canonicalBase64 = (text: string): string => {
  // Buffer also decodes text that Go rejects, but re-encodes it differently
  const canonical = Buffer.from(text, 'base64').toString('base64')
  if (canonical === text) return text
  checkBase64(Buffer.from(text))
  return canonical
}

/** Finds the same first error as `encoding/base64`. */
const checkBase64 = (bytes: Buffer): void => {
  let filled = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (ALPHABET.has(byte)) filled = (filled + 1) % 4
    else if (byte === PADDING) return checkPadding(bytes, at, filled)
    else if (!isNewline(byte)) throw corrupt(at)
  }
  if (filled > 0) throw corrupt(bytes.length - filled)
}

/** Checks from the first `=` to the end, after `filled` characters of the last group. */
const checkPadding = (bytes: Buffer, start: number, filled: number): void => {
  if (filled < 2) throw corrupt(start)
  const skipNewlines = (from: number): number => {
    let at = from
    while (isNewline(bytes[at])) at++
    return at
  }
  let at = skipNewlines(start + 1)
  if (filled === 2) {
    if (at === bytes.length) throw corrupt(at)
    if (bytes[at] !== PADDING) throw corrupt(at - 1)
    at = skipNewlines(at + 1)
  }
  if (at < bytes.length) throw corrupt(at)
}
