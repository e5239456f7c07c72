/*
 * As strict as for requests, but with other words for what is wrong; `@peculiar/asn1-x509` has no such checks (request-name.ts).
 */
import { DerReader, TAG, type Element } from './der.ts'
import { X509Error } from './errors.ts'
import { distinguishedName, type DistinguishedName, type NameAttribute } from './name.ts'
import { STRING_TYPES } from './name-string.ts'

/** @throws X509Error with Go's text when the value is no character string */
const textOf = ({ tag, content }: Element): string => {
  const invalid = (what: string): X509Error =>
    new X509Error(`x509: invalid RDNSequence: invalid attribute value: ${what}`)
  const type = STRING_TYPES.get(tag)
  if (!type) throw invalid(`unsupported string type: ${tag}`)
  const text = type.read(content)
  if (text === undefined)
    throw invalid(`invalid ${tag === TAG.utf8String ? 'UTF-8 string' : type.name}`)
  return text
}

const parseAttribute = (set: DerReader): NameAttribute => {
  const reader = set.inside(TAG.sequence)
  if (!reader) throw new X509Error('x509: invalid RDNSequence: invalid attribute')
  const type = reader.oid()
  if (type === undefined) throw new X509Error('x509: invalid RDNSequence: invalid attribute type')
  const value = reader.any()
  if (!value) throw new X509Error('x509: invalid RDNSequence: invalid attribute value')
  return { type, tag: value.tag, text: textOf(value), content: value.content }
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
