/** The bytes of a request or certificate as a tree of fields, each with its place, so that bytes and fields can be shown side by side. Pure. */
import { bitString, TAG } from '../ca/der.ts'
import { STRING_TYPES } from '../ca/name-string.ts'
import { formatOid, OID } from '../ca/oid.ts'
import { type Field, fieldsIn } from './der-fields.ts'

export interface DerNode {
  /** what it is of the request or certificate: `serialNumber`; undefined: a part without a name */
  readonly field?: string
  /** of ASN.1: `SEQUENCE` */
  readonly type: string
  /** where it begins, in bytes */
  readonly offset: number
  /** bytes of identifier and length */
  readonly header: number
  /** bytes of its contents */
  readonly length: number
  /** for people; undefined where its parts say it */
  readonly value?: string
  readonly parts?: readonly DerNode[]
}

const TYPES: Readonly<Record<number, string>> = {
  [TAG.boolean]: 'BOOLEAN',
  [TAG.integer]: 'INTEGER',
  [TAG.bitString]: 'BIT STRING',
  [TAG.octetString]: 'OCTET STRING',
  [TAG.null]: 'NULL',
  [TAG.oid]: 'OBJECT IDENTIFIER',
  [TAG.utf8String]: 'UTF8String',
  [TAG.numericString]: 'NumericString',
  [TAG.printableString]: 'PrintableString',
  [TAG.t61String]: 'T61String',
  [TAG.ia5String]: 'IA5String',
  [TAG.utcTime]: 'UTCTime',
  [TAG.generalizedTime]: 'GeneralizedTime',
  [TAG.bmpString]: 'BMPString',
  [TAG.sequence]: 'SEQUENCE',
  [TAG.set]: 'SET',
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ...Object.entries(OID).map(([name, oid]) => [oid, name] as const),
  ['1.2.840.10045.3.1.7', 'P-256'],
  ['1.3.132.0.34', 'P-384'],
  ['1.3.132.0.35', 'P-521'],
  ['1.2.840.10045.4.3.2', 'ecdsa-with-SHA256'],
  ['1.2.840.10045.4.3.3', 'ecdsa-with-SHA384'],
  ['1.2.840.10045.4.3.4', 'ecdsa-with-SHA512'],
  ['1.2.840.113549.1.1.11', 'sha256WithRSAEncryption'],
  ['1.2.840.113549.1.1.12', 'sha384WithRSAEncryption'],
  ['1.2.840.113549.1.1.13', 'sha512WithRSAEncryption'],
])

/** Longer values are told by their beginning; all bytes are there beside the tree. */
const SHOWN_BYTES = 24
/** As deep as certificates are, several times over: what is sent here may be anything. */
const MAX_DEPTH = 32

const hex = (bytes: Buffer): string =>
  bytes.length <= SHOWN_BYTES
    ? bytes.toString('hex')
    : `${bytes.subarray(0, SHOWN_BYTES).toString('hex')}… (${bytes.length} bytes)`

const valueOf = (tag: number, content: Buffer): string | undefined => {
  const text = STRING_TYPES.get(tag)?.read(content)
  if (text !== undefined) return text
  switch (tag) {
    case TAG.utcTime:
    case TAG.generalizedTime:
      return content.toString('latin1')
    case TAG.oid: {
      const oid = formatOid(content)
      const name = NAMES.get(oid)
      return name === undefined ? oid : `${oid} (${name})`
    }
    case TAG.boolean:
      return content[0] === 0 ? 'FALSE' : 'TRUE'
    case TAG.integer:
      return content.length > 0 && content.length <= 6
        ? String(content.readIntBE(0, content.length))
        : hex(content)
    case TAG.null:
      return undefined
    default:
      // the name of a host or a mail address in a context of its own: bytes that are text
      return tag >= 0x80 && content.length > 0 && content.every((byte) => byte > 31 && byte < 127)
        ? content.toString('latin1')
        : hex(content)
  }
}

interface Head {
  readonly tag: number
  readonly header: number
  readonly length: number
}

/** Undefined: no DER begins here, or it is longer than what there is. */
const headAt = (bytes: Buffer, offset: number, end: number): Head | undefined => {
  const tag = bytes[offset]
  const first = bytes[offset + 1]
  if (tag === undefined || first === undefined || offset + 2 > end || (tag & 0x1f) === 0x1f)
    return undefined
  const count = first & 0x80 ? first & 0x7f : 0
  if (first === 0x80 || count > 4 || offset + 2 + count > end) return undefined
  const length = count === 0 ? first : bytes.readUIntBE(offset + 2, count)
  const header = 2 + count
  return offset + header + length > end ? undefined : { tag, header, length }
}

const nodesIn = (
  bytes: Buffer,
  from: number,
  end: number,
  fields: readonly Field[],
  depth: number,
): DerNode[] | undefined => {
  const nodes: DerNode[] = []
  const names = fieldsIn(fields)
  for (let offset = from; offset < end;) {
    const head = headAt(bytes, offset, end)
    if (head === undefined) return undefined
    nodes.push(nodeAt(bytes, offset, head, names(head.tag), depth))
    offset += head.header + head.length
  }
  return nodes
}

const typeOf = (tag: number): string =>
  TYPES[tag] ?? ((tag & 0xc0) === 0x80 ? `[${tag & 0x1f}]` : `tag ${tag}`)

const nodeAt = (
  bytes: Buffer,
  offset: number,
  { tag, header, length }: Head,
  field: Field | undefined,
  depth: number,
): DerNode => {
  const from = offset + header
  const end = from + length
  const content = bytes.subarray(from, end)
  const base = {
    ...(field !== undefined && field.name !== '' && { field: field.name }),
    type: typeOf(tag),
    offset,
    header,
    length,
  }
  const inside = field?.parts ?? []
  // an extension's value and a public key are DER within a string of bytes
  const wraps =
    tag === TAG.octetString || (tag === TAG.bitString && bitString(content)?.padding === 0)
  const start = tag === TAG.bitString ? from + 1 : from
  const parts =
    depth < MAX_DEPTH &&
    length > 0 &&
    ((tag & 0x20) !== 0 || (wraps && bytes[start] === TAG.sequence))
      ? nodesIn(bytes, start, end, inside, depth + 1)
      : undefined
  if (parts !== undefined && parts.length > 0) return { ...base, parts }
  const value = valueOf(tag, content)
  return value === undefined ? base : { ...base, value }
}

/** The tree of what these bytes are; undefined where they are no DER. */
export const derTree = (bytes: Buffer, fields: readonly Field[]): DerNode | undefined => {
  const nodes = nodesIn(bytes, 0, bytes.length, fields, 0)
  return nodes?.length === 1 ? nodes[0] : undefined
}
