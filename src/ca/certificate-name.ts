/*
 * As strict as for requests, but with other words for what is wrong; `@peculiar/asn1-x509` has no such checks (request-name.ts).
 */
import { isUtf8 } from 'node:buffer'
import { DerReader, TAG, type Element } from './der.ts'
import { X509Error } from './errors.ts'
import { goString } from './go-string.ts'
import { distinguishedName, type DistinguishedName, type NameAttribute } from './name.ts'

/** PrintableString as readers take it: `*` and `&` too, since real certificates have them. */
const PRINTABLE = /^[A-Za-z0-9 '()*&+,\-./:=?]*$/

/** Bytes of the Go string that a character string becomes: UTF-8, unless it is a T61String. @throws X509Error when it is none */
const stringBytes = ({ tag, content }: Element): Buffer => {
  const invalid = (what: string): X509Error =>
    new X509Error(`x509: invalid RDNSequence: invalid attribute value: ${what}`)
  const latin1 = content.toString('latin1')
  switch (tag) {
    case TAG.t61String:
      return content
    case TAG.printableString:
      if (!PRINTABLE.test(latin1)) throw invalid('invalid PrintableString')
      return content
    case TAG.utf8String:
      if (!isUtf8(content)) throw invalid('invalid UTF-8 string')
      return content
    case TAG.bmpString:
      if (content.length % 2 !== 0) throw invalid('invalid BMPString')
      return Buffer.from(Buffer.from(content).swap16().toString('utf16le').replace(/\0$/, ''))
    case TAG.ia5String:
      if (content.some((byte) => byte > 0x7f)) throw invalid('invalid IA5String')
      return content
    case TAG.numericString:
      if (!/^[0-9 ]*$/.test(latin1)) throw invalid('invalid NumericString')
      return content
    default:
      throw invalid(`unsupported string type: ${tag}`)
  }
}

const parseAttribute = (set: DerReader): NameAttribute => {
  const reader = set.inside(TAG.sequence)
  if (!reader) throw new X509Error('x509: invalid RDNSequence: invalid attribute')
  const type = reader.oid()
  if (type === undefined) throw new X509Error('x509: invalid RDNSequence: invalid attribute type')
  const value = reader.any()
  if (!value) throw new X509Error('x509: invalid RDNSequence: invalid attribute value')
  const bytes = stringBytes(value)
  return { type, tag: value.tag, text: goString(bytes), bytes }
}

/**
 * The subject or issuer of a certificate, with the checks and texts that Go has for them.
 *
 * @param raw DER of the whole field
 * @throws X509Error
 */
export const parseCertificateName = (raw: Buffer): DistinguishedName => {
  const reader = new DerReader(raw).inside(TAG.sequence)
  if (!reader) throw new X509Error('x509: invalid RDNSequence')
  const rdns: NameAttribute[][] = []
  while (!reader.empty) {
    const set = reader.inside(TAG.set)
    if (!set) throw new X509Error('x509: invalid RDNSequence')
    const rdn: NameAttribute[] = []
    while (!set.empty) rdn.push(parseAttribute(set))
    rdns.push(rdn)
  }
  return distinguishedName(raw, rdns)
}
