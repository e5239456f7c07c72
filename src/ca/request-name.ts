import {
  cursor,
  elements,
  expectEnd,
  field,
  int64,
  oidField,
  parseBitString,
  parseBoolean,
  parseOid,
  rawField,
} from './asn1.ts'
import { type Element, TAG } from './der.ts'
import { X509Error } from './errors.ts'
import { distinguishedName, type DistinguishedName, type NameAttribute } from './name.ts'
import { STRING_TYPES, type StringType } from './name-string.ts'
import { parseTime } from './time.ts'
import { goQuote } from '../apimachinery/text/quote.ts'

/** Removes a fraction of a second. A fraction that ends in zero stays, since Go rejects it. */
const wholeSeconds = (tag: number, content: Buffer): Buffer =>
  tag === TAG.generalizedTime
    ? Buffer.from(content.toString('latin1').replace(/\.\d{0,8}[1-9](?=[-+Z])/, ''), 'latin1')
    : content

/** @throws X509Error */
const checkOther = (tag: number, content: Buffer): void => {
  switch (tag) {
    case TAG.boolean:
      parseBoolean(content)
      break
    case TAG.integer:
      int64(content)
      break
    case TAG.bitString:
      parseBitString(content)
      break
    case TAG.oid:
      parseOid(content)
      break
    case TAG.utcTime:
    case TAG.generalizedTime: {
      if (parseTime(tag, wholeSeconds(tag, content)) !== undefined) break
      const [layout, year] =
        tag === TAG.utcTime
          ? ['060102150405Z0700', '06']
          : ['20060102150405.999999999Z0700', '2006']
      const given = goQuote(content.toString('latin1'))
      throw new X509Error(
        `parsing time ${given} as "${layout}": cannot parse ${given} as "${year}"`,
      )
    }
  }
}

const invalidString = ({ name }: StringType): X509Error => {
  if (name === 'UTF8String') return new X509Error('asn1: invalid UTF-8 string')
  if (name === 'BMPString') return new X509Error('invalid BMPString')
  return new X509Error(`asn1: syntax error: ${name} contains invalid character`)
}

/** Returns undefined for types other than strings, but checks their values, like Go. */
const textOf = ({ tag, content }: Element): string | undefined => {
  const type = STRING_TYPES.get(tag)
  if (!type) {
    checkOther(tag, content)
    return undefined
  }
  const text = type.read(content)
  if (text === undefined) throw invalidString(type)
  return text
}

const attribute = (element: Element): NameAttribute => {
  const at = cursor(element.content)
  const type = oidField(at)
  const value = rawField(at)
  return { type, tag: value.tag, text: textOf(value), content: value.content }
}

/** @throws X509Error with Go's text */
export const parseRequestName = (raw: Buffer): DistinguishedName => {
  const at = cursor(raw)
  const { content } = field(at, TAG.sequence, 'RDNSequence')
  const rdns = elements(content, TAG.set).map((set) =>
    elements(set.content, TAG.sequence).map(attribute),
  )
  expectEnd(at, 'x509: trailing data after X.509 Subject')
  return distinguishedName(rdns)
}
