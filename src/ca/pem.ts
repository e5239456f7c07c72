/** One PEM block. */
export interface PemBlock {
  /** the label of the BEGIN line, such as `CERTIFICATE` */
  type: string
  /** RFC 1421 header lines (`Key: value`); null-prototype, since the keys are the sender's */
  headers: Record<string, string>
  /** whether any header line was present */
  hasHeaders: boolean
  der: Buffer
}

const BEGIN = '-----BEGIN '
const END = '\n-----END '
const DASHES = '-----'

/** End of the line that holds `offset`: [end of its text without CR and trailing blanks, start of the next line]. */
const lineAt = (text: string, offset: number): [number, number] => {
  const newline = text.indexOf('\n', offset)
  let end = newline < 0 ? text.length : newline
  if (newline > offset && text.charCodeAt(newline - 1) === 13) end--
  while (end > offset && (text.charCodeAt(end - 1) === 32 || text.charCodeAt(end - 1) === 9)) end--
  return [end, newline < 0 ? text.length : newline + 1]
}

/** Standard base64 with padding, as Go's decoder takes it: blanks and newlines anywhere, no other stray character. */
const decodeBase64 = (text: string): Buffer | undefined => {
  const compact = /[\t\n\r ]/.test(text) ? text.replace(/[\t\n\r ]+/g, '') : text
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return undefined
  // in memory of its own: a small buffer that lives on would keep the whole slab of 8 KiB that Node cuts it from
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(compact, 'base64'))
  bytes.write(compact, 'base64')
  return bytes
}

/** A block, and where the first byte after its END line is. */
interface Found {
  readonly block: PemBlock
  readonly end: number
}

/**
 * Reads the block between the BEGIN label at `label` and the END line whose newline is at `end`; undefined when they make none.
 */
const readBlock = (text: string, label: number, end: number): Found | undefined => {
  const [labelEnd, bodyStart] = lineAt(text, label)
  const typeEnd = labelEnd - DASHES.length
  if (typeEnd < label || !text.startsWith(DASHES, typeEnd)) return undefined
  const type = text.slice(label, typeEnd)

  const headers: Record<string, string> = Object.create(null)
  let hasHeaders = false
  let body = bodyStart
  // reading no further than the END line keeps the whole search linear
  while (body <= end + 1) {
    const [lineEnd, next] = lineAt(text, body)
    const line = text.slice(body, lineEnd)
    const colon = line.indexOf(':')
    if (colon < 0) break
    headers[line.slice(0, colon).trim()] = line.slice(colon + 1).trim()
    hasHeaders = true
    body = next
  }
  // an empty body may share its newline with the BEGIN line, but not with a header line
  if (hasHeaders && end < body) return undefined

  const closing = `${type}${DASHES}`
  const trailer = end + END.length
  if (!text.startsWith(closing, trailer)) return undefined
  const [lineEnd, after] = lineAt(text, trailer + closing.length)
  if (lineEnd !== trailer + closing.length) return undefined

  const der = end > body ? decodeBase64(text.slice(body, end)) : Buffer.alloc(0)
  return der && { block: { type, headers, hasHeaders, der }, end: after }
}

/** Finds the first block at or after `from`. Each END line is tried once with the nearest BEGIN line before it. */
const findBlock = (text: string, from: number): Found | undefined => {
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

/** One character for each byte. */
const latin1Of = (text: Buffer | string): string => {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text
  return bytes.toString('latin1')
}

/**
 * The first PEM block of a text, or undefined: Go's `encoding/pem.Decode`. Text around the block is ignored, BEGIN must start a
 * line, and a block with bad base64, another END label or junk on the END line is skipped. Takes time linear in the text.
 */
export const decodePem = (text: Buffer | string): PemBlock | undefined =>
  findBlock(latin1Of(text), 0)?.block

/** All PEM blocks of a text, in order. */
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

/** A PEM block without headers: 64 columns, LF, and a newline at the end. */
export const encodePem = (type: string, der: Buffer): string => {
  const base64 = der.toString('base64')
  const lines = [`-----BEGIN ${type}-----`]
  for (let i = 0; i < base64.length; i += 64) lines.push(base64.slice(i, i + 64))
  // joined it is one text; what is put together piece by piece stays a tree of pieces, three times as large
  return [...lines, `-----END ${type}-----\n`].join('\n')
}
