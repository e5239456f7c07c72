/*
 * Unlike request-name.ts, rejects values that are not strings; the error texts differ.
 * `@peculiar/asn1-x509` checks no names.
 */
import { DerReader, TAG, type Element } from './der.ts'
import { X509Error } from './errors.ts'
import { distinguishedName, type DistinguishedName, type NameAttribute } from './name.ts'
import { STRING_TYPES } from './name-string.ts'

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
 * Reads the subject or issuer of a certificate with Go's checks.
 *
 * @param raw DER of the whole field
 * @throws X509Error with Go's text
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
