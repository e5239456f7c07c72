export interface PemBlock {
  type: string
  hasHeaders: boolean
  /** as PKCS #8, or in OpenSSL's older form (RFC 1421) */
  isEncrypted: boolean
  der: Buffer
}

const BEGIN = '-----BEGIN '
const END = '\n-----END '
const DASHES = '-----'

/** Returns the end of a line, without CR and trailing blanks, and the start of the next line. */
const lineAt = (text: string, offset: number): [number, number] => {
  const newline = text.indexOf('\n', offset)
  let end = newline < 0 ? text.length : newline
  if (newline > offset && text.charCodeAt(newline - 1) === 13) end--
  while (end > offset && (text.charCodeAt(end - 1) === 32 || text.charCodeAt(end - 1) === 9)) end--
  return [end, newline < 0 ? text.length : newline + 1]
}

/** Decodes padded base64 like Go, with blanks and newlines anywhere. */
const decodeBase64 = (text: string): Buffer | undefined => {
  const compact = /[\t\n\r ]/.test(text) ? text.replace(/[\t\n\r ]+/g, '') : text
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return undefined
  // a small pooled buffer would keep Node's 8 KiB slab alive
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(compact, 'base64'))
  bytes.write(compact, 'base64')
  return bytes
}

interface FoundBlock {
  readonly block: PemBlock
  readonly end: number
}

/** Reads the block whose label starts at `label`; `end` is the newline before its END line. */
const readBlock = (text: string, label: number, end: number): FoundBlock | undefined => {
  const [labelEnd, bodyStart] = lineAt(text, label)
  const typeEnd = labelEnd - DASHES.length
  if (typeEnd < label || !text.startsWith(DASHES, typeEnd)) return undefined
  const type = text.slice(label, typeEnd)

  let hasHeaders = false
  let isEncrypted = type === 'ENCRYPTED PRIVATE KEY'
  let body = bodyStart
  // stops at the END line, so that the whole search is linear
  while (body <= end + 1) {
    const [lineEnd, next] = lineAt(text, body)
    const line = text.slice(body, lineEnd)
    if (!line.includes(':')) break
    hasHeaders = true
    isEncrypted ||= line.startsWith('Proc-Type:') && line.includes('ENCRYPTED')
    body = next
  }
  // the END line may directly follow the BEGIN line, but not a header line
  if (hasHeaders && end < body) return undefined

  const closing = `${type}${DASHES}`
  const trailer = end + END.length
  if (!text.startsWith(closing, trailer)) return undefined
  const [lineEnd, after] = lineAt(text, trailer + closing.length)
  if (lineEnd !== trailer + closing.length) return undefined

  const der = end > body ? decodeBase64(text.slice(body, end)) : Buffer.alloc(0)
  return der && { block: { type, hasHeaders, isEncrypted, der }, end: after }
}

/** Tries each END line once, with the nearest BEGIN line before it. */
const findBlock = (text: string, from: number): FoundBlock | undefined => {
  let offset = from
  for (;;) {
    const end = text.indexOf(END, offset)
    if (end < 0) return undefined
    const begin = text.slice(offset, end).lastIndexOf(BEGIN)
    if (begin === 0 || (begin > 0 && text.charCodeAt(offset + begin - 1) === 10)) {
      const found = readBlock(text, offset + begin + BEGIN.length, end)
      if (found) return found
    }
    offset = end + END.length
  }
}

const latin1Of = (text: Buffer | string): string => {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text
  return bytes.toString('latin1')
}

/**
 * Decodes the first PEM block like Go's `encoding/pem.Decode`, in linear time. Invalid blocks are
 * skipped.
 */
export const decodePem = (text: Buffer | string): PemBlock | undefined =>
  findBlock(latin1Of(text), 0)?.block

export const decodePemBlocks = (text: Buffer | string): PemBlock[] => {
  const latin1 = latin1Of(text)
  const blocks: PemBlock[] = []
  for (let offset = 0; ;) {
    const found = findBlock(latin1, offset)
    if (!found) return blocks
    blocks.push(found.block)
    offset = found.end
  }
}

export const encodePem = (type: string, der: Buffer): string => {
  const base64 = der.toString('base64')
  const lines = [`-----BEGIN ${type}-----`]
  for (let i = 0; i < base64.length; i += 64) lines.push(base64.slice(i, i + 64))
  // join makes a flat string; concatenation would leave a rope three times as large
  return [...lines, `-----END ${type}-----\n`].join('\n')
}
