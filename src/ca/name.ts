/*
 * Go rewrites the subject of a request (see `encodeName`). `Name` of `@peculiar/asn1-x509` would
 * leave the subject unchanged.
 */
import { isUtf8 } from 'node:buffer'
import { TAG } from './der.ts'
import { sequence, tlv, tlvOf, oid as oidElement } from './der-writer.ts'
import { X509Error } from './errors.ts'
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

/** Go's `pkix.Name.FillFromRDNSequence`. */
export const distinguishedName = (rdns: NameAttribute[][]): DistinguishedName => {
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

interface TextAttribute {
  readonly type: string
  readonly text: string
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

const attribute = ({ type, text }: TextAttribute): Buffer => {
  if (text === UNWRITABLE) throw new X509Error('asn1: string not valid UTF-8')
  const tag = PRINTABLE.test(text) ? TAG.printableString : TAG.utf8String
  return sequence(TYPE_ELEMENT.get(type) ?? oidElement(type), tlv(tag, Buffer.from(text)))
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
