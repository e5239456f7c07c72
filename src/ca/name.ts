/*
 * Go writes the subject of a request anew: its own order of types, one RDN for each, other types dropped, strings of the smallest type.
 * `Name` of `@peculiar/asn1-x509` gives back what it was given.
 */
import { isUtf8 } from 'node:buffer'
import { TAG } from './der.ts'
import { sequence, tlv, tlvOf, oid as oidElement } from './der-writer.ts'
import { X509Error } from './errors.ts'
import { OID } from './oid.ts'

/** One attribute of a distinguished name. */
export interface NameAttribute {
  /** dotted OID */
  type: string
  /** universal tag number of the value as it came, such as 12 for a UTF8String */
  tag: number
  /** the value as Go's string; undefined when it is no character string */
  text: string | undefined
  /** contents of the value as it came */
  content: Buffer
}

/** A distinguished name: as it was, and some attributes by name. Lists are in order of appearance. */
export interface DistinguishedName {
  /** DER of the RDNSequence */
  raw: Buffer
  rdns: NameAttribute[][]
  /** the last one, '' when there is none */
  commonName: string
  organizations: string[]
  organizationalUnits: string[]
}

/** Collects the attributes of a name that are looked at: part of Go's `pkix.Name.FillFromRDNSequence`. */
export const distinguishedName = (raw: Buffer, rdns: NameAttribute[][]): DistinguishedName => {
  const name: DistinguishedName = {
    raw,
    rdns,
    commonName: '',
    organizations: [],
    organizationalUnits: [],
  }
  for (const { type, text } of rdns.flat()) {
    if (text === undefined) continue
    if (type === OID.commonName) name.commonName = text
    else if (type === OID.organization) name.organizations.push(text)
    else if (type === OID.organizationalUnit) name.organizationalUnits.push(text)
  }
  return name
}

/** An attribute that can be written: its value is text. */
interface TextAttribute {
  /** dotted OID */
  readonly type: string
  readonly text: string
}

/** The attributes that Go writes, in its order; each type becomes one RDN. */
const WRITTEN = [
  OID.country,
  OID.province,
  OID.locality,
  OID.streetAddress,
  OID.postalCode,
  OID.organization,
  OID.organizationalUnit,
  OID.commonName,
  OID.serialNumber,
]

/** Types of which Go keeps only the last value, and that only if it is not empty. */
const SINGLE = new Set<string>([OID.commonName, OID.serialNumber])

const TYPE_ELEMENT = new Map<string, Buffer>(WRITTEN.map((type) => [type, oidElement(type)]))

/** Half of a surrogate pair, which no text that was read contains. */
const UNWRITABLE = '\ud800'

/** PrintableString without the `*` and `&` that readers tolerate. */
const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?]*$/

const attribute = ({ type, text }: TextAttribute): Buffer => {
  if (text === UNWRITABLE) throw new X509Error('asn1: string not valid UTF-8')
  const tag = PRINTABLE.test(text) ? TAG.printableString : TAG.utf8String
  return sequence(TYPE_ELEMENT.get(type) ?? oidElement(type), tlv(tag, Buffer.from(text)))
}

/**
 * Writes a name as Go writes a parsed one (`pkix.Name.ToRDNSequence`, then `asn1.Marshal`): a fixed order of attribute types, all
 * values of a type in one RDN that is sorted as DER wants, attributes of other types dropped, PrintableString where it suffices
 * and UTF8String otherwise.
 *
 * @param extra attributes written after those, each in an RDN of its own, whatever their type
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
  for (const type of WRITTEN) {
    const values = byType.get(type)
    if (!values || (SINGLE.has(type) && values[0]!.text === '')) continue
    const encoded = values.map(attribute)
    rdns.push(
      tlvOf(
        TAG.set,
        encoded.sort((a, b) => a.compare(b)),
      ),
    )
  }
  for (const each of extra) rdns.push(tlv(TAG.set, attribute(each)))
  return tlvOf(TAG.sequence, rdns)
}

/** The attributes of a name that are text, in order. Attributes of other types cannot be written again. */
export const textAttributes = (name: DistinguishedName): (NameAttribute & TextAttribute)[] =>
  name.rdns.flat().filter((each): each is NameAttribute & TextAttribute => each.text !== undefined)

/**
 * An attribute as Go before 1.25 reads it: the bytes of a T61String are taken for UTF-8. If they are not, a name with this
 * attribute cannot be written, and the signer retries such a request forever (Kubernetes 1.34).
 */
export const asBeforeGo125 = (each: NameAttribute & TextAttribute): TextAttribute =>
  each.tag === TAG.t61String
    ? { type: each.type, text: isUtf8(each.content) ? each.content.toString() : UNWRITABLE }
    : each

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

/** A name for people, its last RDN first (RFC 4514), such as `CN=kubernetes,O=example`; other attributes by their numbers. */
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
