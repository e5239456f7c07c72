/*
 * Rewrites URIs and rejects names that are not ASCII, as Go does; `GeneralName` of
 * `@peculiar/asn1-x509` does neither.
 */
import { contextTag } from './der.ts'
import { fail } from './errors.ts'
import { inside } from './der-sequence.ts'
import { parseUri } from './uri.ts'

/** Other kinds of names are dropped. */
export interface SubjectAlternativeNames {
  dns: string[]
  email: string[]
  ip: Buffer[]
  /** as Go writes them */
  uri: string[]
}

export const NAME_TAG = {
  email: contextTag(1),
  dns: contextTag(2),
  uri: contextTag(6),
  ip: contextTag(7),
} as const
const { email: EMAIL, dns: DNS, uri: URI, ip: IP } = NAME_TAG

export const noNames = (): SubjectAlternativeNames => ({ dns: [], email: [], ip: [], uri: [] })

const ascii = (content: Buffer, field: string): string => {
  const text = content.toString('latin1')
  // oxlint-disable-next-line no-control-regex -- IA5String is ASCII, control characters included
  if (!/^[\0-\u007f]*$/.test(text)) fail(`SAN ${field} is malformed`)
  return text
}

/**
 * Reads a subjectAltName extension (RFC 5280, 4.2.1.6).
 *
 * @throws X509Error with Go's text
 */
export const parseSubjectAltName = (value: Buffer): SubjectAlternativeNames => {
  const reader = inside(value, 'invalid subject alternative names')
  const names = noNames()
  while (!reader.empty) {
    const { tag, content } = reader.any() ?? fail('invalid subject alternative name')
    if (tag === EMAIL) names.email.push(ascii(content, 'rfc822Name'))
    else if (tag === DNS) names.dns.push(ascii(content, 'dNSName'))
    else if (tag === URI) names.uri.push(parseUri(ascii(content, 'uniformResourceIdentifier')).text)
    else if (tag === IP) {
      if (content.length !== 4 && content.length !== 16)
        fail(`cannot parse IP address of length ${content.length}`)
      names.ip.push(content)
    }
  }
  return names
}

export const hasNames = ({ dns, email, ip, uri }: SubjectAlternativeNames): boolean =>
  dns.length + email.length + ip.length + uri.length > 0
