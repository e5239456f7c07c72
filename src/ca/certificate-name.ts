/*
 * Unlike request-name.ts, rejects values that are not strings. `@peculiar/asn1-x509` checks no
 * names.
 */
import { type DerReader, TAG, type Element } from './der.ts'
import { fail } from './errors.ts'
import { inside } from './der-sequence.ts'
import { distinguishedName, type DistinguishedName, type NameAttribute } from './name.ts'
import { STRING_TYPES } from './name-string.ts'

const malformed = (detail: string): never => fail(`invalid RDNSequence: ${detail}`)

const textOf = ({ tag, content }: Element): string => {
  const type =
    STRING_TYPES.get(tag) ?? malformed(`invalid attribute value: unsupported string type: ${tag}`)
  const name = tag === TAG.utf8String ? 'UTF-8 string' : type.name
  return type.read(content) ?? malformed(`invalid attribute value: invalid ${name}`)
}

const parseAttribute = (set: DerReader): NameAttribute => {
  const reader = set.inside(TAG.sequence) ?? malformed('invalid attribute')
  const type = reader.oid() ?? malformed('invalid attribute type')
  const value = reader.any() ?? malformed('invalid attribute value')
  return { type, tag: value.tag, text: textOf(value), content: value.content }
}

/** @throws X509Error with Go's text */
export const parseCertificateName = (raw: Buffer): DistinguishedName => {
  const reader = inside(raw, 'invalid RDNSequence')
  const rdns: NameAttribute[][] = []
  while (!reader.empty) {
    const set = reader.inside(TAG.set) ?? fail('invalid RDNSequence')
    const rdn: NameAttribute[] = []
    while (!set.empty) rdn.push(parseAttribute(set))
    rdns.push(rdn)
  }
  return distinguishedName(rdns)
}
