/*
 * Names as Go reads and writes them. `Name` of `@peculiar/asn1-x509` accepts any character in any
 * string type, and would leave the subject of a request unchanged.
 */
import { isUtf8 } from 'node:buffer'
import { DerReader, type Element, TAG } from './der/read.ts'
import { oid as oidElement, sequence, tlv, tlvOf } from './der/write.ts'
import { fail, X509Error } from './errors.ts'
import { OID } from './oid.ts'

export interface NameAttribute {
  type: string
  /** identifier byte of the value as received */
  tag: number
  /** undefined if the value is not a character string */
  text: string | undefined
  content: Buffer
}

export interface DistinguishedName {
  rdns: NameAttribute[][]
  /** last one, '' if none */
  commonName: string
  organizations: string[]
  organizationalUnits: string[]
}

export interface TextAttribute {
  readonly type: string
  readonly text: string
}

/**
 * Reads the subject of a request.
 *
 * @throws X509Error with the text of Go's `encoding/asn1`
 */
export const parseRequestName = (raw: Buffer): DistinguishedName => {
  const reader = new DerReader(raw)
  const { content } = reader.field(TAG.sequence, 'RDNSequence')
  const rdns = new DerReader(content)
    .elements(TAG.set)
    .map((set) => new DerReader(set.content).elements(TAG.sequence).map(requestAttribute))
  reader.expectEnd('x509: trailing data after X.509 Subject')
  return distinguishedName(rdns)
}

/**
 * Reads a name in a certificate. Unlike in a request, values that are not strings are rejected.
 *
 * @throws X509Error with the text of Go's `crypto/x509`
 */
export const parseCertificateName = (raw: Buffer): DistinguishedName => {
  const reader = new DerReader(raw).inside(TAG.sequence) ?? fail('invalid RDNSequence')
  const rdns: NameAttribute[][] = []
  while (!reader.empty) {
    const set = reader.inside(TAG.set) ?? fail('invalid RDNSequence')
    const rdn: NameAttribute[] = []
    while (!set.empty) rdn.push(certificateAttribute(set))
    rdns.push(rdn)
  }
  return distinguishedName(rdns)
}

/**
 * Writes a name as Go writes a parsed one (`pkix.Name.ToRDNSequence`, `asn1.Marshal`): one RDN for
 * each type of `SHORT_NAME`, in its order; values in DER order. Other types are dropped.
 *
 * @param extra attributes of any type, each in an RDN of its own at the end
 * @throws X509Error for a value that `asBeforeGo125` could not read
 */
export const encodeName = (
  attributes: readonly TextAttribute[],
  extra: readonly TextAttribute[] = [],
): Buffer => {
  const byType = new Map<string, TextAttribute[]>()
  for (const each of attributes) {
    const same = SINGLE.has(each.type) ? undefined : byType.get(each.type)
    if (same) same.push(each)
    else byType.set(each.type, [each])
  }
  const rdns: Buffer[] = []
  for (const type of SHORT_NAME.keys()) {
    const values = byType.get(type)
    if (!values || (SINGLE.has(type) && values[0]!.text === '')) continue
    const encoded = values.map(encodeAttribute)
    rdns.push(
      tlvOf(
        TAG.set,
        encoded.sort((a, b) => a.compare(b)),
      ),
    )
  }
  for (const each of extra) rdns.push(tlv(TAG.set, encodeAttribute(each)))
  return tlvOf(TAG.sequence, rdns)
}

export const textAttributes = (name: DistinguishedName): (NameAttribute & TextAttribute)[] =>
  name.rdns.flat().filter((each): each is NameAttribute & TextAttribute => each.text !== undefined)

/**
 * Reads a T61String as UTF-8, as Go before 1.25 does. The signer of Kubernetes 1.34 retries a
 * request with invalid UTF-8 forever, since Go cannot write the name.
 */
export const asBeforeGo125 = (each: NameAttribute & TextAttribute): TextAttribute =>
  each.tag === TAG.t61String
    ? { type: each.type, text: isUtf8(each.content) ? each.content.toString() : UNWRITABLE }
    : each

/** Formats a name, last RDN first (RFC 4514). */
export const formatName = ({ rdns }: DistinguishedName): string =>
  rdns
    .toReversed()
    .map((rdn) =>
      rdn
        .map(({ type, text, content }) => {
          const value =
            text?.replace(/[",+;<>\\]|^[ #]| $/g, '\\$&') ?? `#${content.toString('hex')}`
          return `${SHORT_NAME.get(type) ?? type}=${value}`
        })
        .join('+'),
    )
    .join(',')

/** Go's `pkix.Name.FillFromRDNSequence`. */
const distinguishedName = (rdns: NameAttribute[][]): DistinguishedName => {
  const name: DistinguishedName = {
    rdns,
    commonName: '',
    organizations: [],
    organizationalUnits: [],
  }
  for (const rdn of rdns) {
    for (const { type, text } of rdn) {
      if (text === undefined) continue
      if (type === OID.commonName) name.commonName = text
      else if (type === OID.organization) name.organizations.push(text)
      else if (type === OID.organizationalUnit) name.organizationalUnits.push(text)
    }
  }
  return name
}

interface StringType {
  readonly name: string
  /** Returns undefined if the type does not allow the content. */
  readonly read: (content: Buffer) => string | undefined
}

const matching =
  (pattern: RegExp) =>
  (content: Buffer): string | undefined => {
    const text = content.toString('latin1')
    return pattern.test(text) ? text : undefined
  }

/** Surrogates and noncharacters, which UCS-2 lacks. */
const NOT_UCS2 = /[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]/

const readBmp = (content: Buffer): string | undefined => {
  if (content.length % 2 !== 0) return undefined
  const text = Buffer.from(content).swap16().toString('utf16le').replace(/\0$/, '')
  return NOT_UCS2.test(text) ? undefined : text
}

/** String types by tag, as in Go 1.25 and later. */
const STRING_TYPES: ReadonlyMap<number, StringType> = new Map([
  // Go reads Latin-1, although T.61 lacks some characters of Latin-1
  [TAG.t61String, { name: 'T61String', read: (content) => content.toString('latin1') }],
  // including `*` and `&`, which occur in real certificates
  [
    TAG.printableString,
    { name: 'PrintableString', read: matching(/^[A-Za-z0-9 '()*&+,\-./:=?]*$/) },
  ],
  [TAG.numericString, { name: 'NumericString', read: matching(/^[0-9 ]*$/) }],
  // oxlint-disable-next-line no-control-regex -- IA5String is ASCII, control characters included
  [TAG.ia5String, { name: 'IA5String', read: matching(/^[\0-\u007f]*$/) }],
  [
    TAG.utf8String,
    {
      name: 'UTF8String',
      read: (content) => (isUtf8(content) ? content.toString() : undefined),
    },
  ],
  [TAG.bmpString, { name: 'BMPString', read: readBmp }],
])

const requestAttribute = (element: Element): NameAttribute => {
  const reader = new DerReader(element.content)
  const type = reader.oidField()
  const { tag, content } = reader.rawField()
  return { type, tag, text: requestText(tag, content), content }
}

/** Returns undefined for types other than strings. */
const requestText = (tag: number, content: Buffer): string | undefined => {
  const type = STRING_TYPES.get(tag)
  const text = type?.read(content)
  if (!type || text !== undefined) return text
  if (type.name === 'UTF8String') throw new X509Error('asn1: invalid UTF-8 string')
  if (type.name === 'BMPString') throw new X509Error('invalid BMPString')
  throw new X509Error(`asn1: syntax error: ${type.name} contains invalid character`)
}

const malformed = (detail: string): never => fail(`invalid RDNSequence: ${detail}`)

const certificateAttribute = (set: DerReader): NameAttribute => {
  const reader = set.inside(TAG.sequence) ?? malformed('invalid attribute')
  const type = reader.oid() ?? malformed('invalid attribute type')
  const { tag, content } = reader.any() ?? malformed('invalid attribute value')
  return { type, tag, text: certificateText(tag, content), content }
}

const certificateText = (tag: number, content: Buffer): string => {
  const type =
    STRING_TYPES.get(tag) ?? malformed(`invalid attribute value: unsupported string type: ${tag}`)
  const name = tag === TAG.utf8String ? 'UTF-8 string' : type.name
  return type.read(content) ?? malformed(`invalid attribute value: invalid ${name}`)
}

/** Short names of the attributes that Go writes, in its order. */
const SHORT_NAME = new Map<string, string>([
  [OID.country, 'C'],
  [OID.province, 'ST'],
  [OID.locality, 'L'],
  [OID.streetAddress, 'STREET'],
  [OID.postalCode, 'POSTALCODE'],
  [OID.organization, 'O'],
  [OID.organizationalUnit, 'OU'],
  [OID.commonName, 'CN'],
  [OID.serialNumber, 'SERIALNUMBER'],
])

/** Types with a single value: Go writes the last one, or none if the last is empty. */
const SINGLE = new Set<string>([OID.commonName, OID.serialNumber])

const TYPE_ELEMENT = new Map(Array.from(SHORT_NAME.keys(), (type) => [type, oidElement(type)]))

/** Stands for invalid UTF-8, because decoded text never contains a lone surrogate. */
const UNWRITABLE = '\ud800'

/** Go writes `*` and `&` as UTF8String, but reads them in a PrintableString. */
const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?]*$/

const encodeAttribute = ({ type, text }: TextAttribute): Buffer => {
  if (text === UNWRITABLE) throw new X509Error('asn1: string not valid UTF-8')
  const tag = PRINTABLE.test(text) ? TAG.printableString : TAG.utf8String
  return sequence(TYPE_ELEMENT.get(type) ?? oidElement(type), tlv(tag, Buffer.from(text)))
}
