/*
 * Go holds the strings of a name to their types. `@peculiar/asn1-x509` takes any character in any of them, and what is no UTF-8, or a
 * T61String, it reads as Latin-1.
 */
import { isUtf8 } from 'node:buffer'
import {
  cursor,
  elements,
  expectEnd,
  int64,
  oidField,
  parseBitString,
  parseBoolean,
  parseOid,
  rawField,
  sequenceField,
  type Value,
} from './asn1.ts'
import { TAG } from './der.ts'
import { X509Error } from './errors.ts'
import { goString } from './go-string.ts'
import { distinguishedName, type DistinguishedName, type NameAttribute } from './name.ts'
import { parseTime } from './time.ts'
import { goQuote } from '../api/text/quote.ts'

const invalid = (type: string): X509Error =>
  new X509Error(`asn1: syntax error: ${type} contains invalid character`)

/** PrintableString as readers take it: `*` and `&` too, since real certificates have them. */
const PRINTABLE = /^[A-Za-z0-9 '()*&+,\-./:=?]*$/

/** UTF-16 text without a terminator, unpaired surrogates replaced. */
const bmpText = (content: Buffer): string => {
  if (content.length % 2 !== 0) throw new X509Error('pkcs12: odd-length BMP string')
  return Buffer.from(content).swap16().toString('utf16le').replace(/\0$/, '')
}

/** A time without its fraction of a second, which a GeneralizedTime may have as long as no zero ends it. */
const wholeSeconds = (tag: number, content: Buffer): Buffer =>
  tag === TAG.generalizedTime
    ? Buffer.from(content.toString('latin1').replace(/\.\d{0,8}[1-9](?=[-+Z])/, ''), 'latin1')
    : content

/**
 * Bytes of the Go string that an attribute value becomes; undefined for a value of another type, which Go checks all the same.
 */
const stringBytes = ({ class: class_, tag, compound, content }: Value): Buffer | undefined => {
  if (class_ !== 0 || compound) return undefined
  switch (tag) {
    case TAG.printableString:
      if (!PRINTABLE.test(content.toString('latin1'))) throw invalid('PrintableString')
      return content
    case TAG.numericString:
      if (!/^[0-9 ]*$/.test(content.toString('latin1'))) throw invalid('NumericString')
      return content
    case TAG.ia5String:
      if (content.some((byte) => byte > 0x7f)) throw invalid('IA5String')
      return content
    case TAG.t61String:
      return content
    case TAG.utf8String:
      if (!isUtf8(content)) throw new X509Error('asn1: invalid UTF-8 string')
      return content
    case TAG.bmpString:
      return Buffer.from(bmpText(content))
    case TAG.boolean:
      parseBoolean(content)
      return undefined
    case TAG.integer:
      int64(content)
      return undefined
    case TAG.bitString:
      parseBitString(content)
      return undefined
    case TAG.oid:
      parseOid(content)
      return undefined
    case TAG.utcTime:
    case TAG.generalizedTime: {
      if (parseTime(tag, wholeSeconds(tag, content)) !== undefined) return undefined
      const [layout, year] =
        tag === TAG.utcTime
          ? ['060102150405Z0700', '06']
          : ['20060102150405.999999999Z0700', '2006']
      const given = goQuote(content.toString('latin1'))
      throw new X509Error(
        `parsing time ${given} as "${layout}": cannot parse ${given} as "${year}"`,
      )
    }
    default:
      return undefined
  }
}

const attribute = (element: Value): NameAttribute => {
  const at = cursor(element.content)
  const type = oidField(at)
  const value = rawField(at)
  const bytes = stringBytes(value)
  return { type, tag: value.tag, text: bytes && goString(bytes), bytes: bytes ?? value.content }
}

/**
 * The subject of a request, with the checks and texts of `encoding/asn1`.
 *
 * @param raw DER of the whole subject field
 * @throws X509Error
 */
export const parseRequestName = (raw: Buffer): DistinguishedName => {
  const at = cursor(raw)
  const { content } = sequenceField(at, 'RDNSequence')
  const rdns = elements(content, 17).map((set) => elements(set.content, 16).map(attribute))
  expectEnd(at, 'x509: trailing data after X.509 Subject')
  return distinguishedName(raw, rdns)
}
