/*
 * Alternative names as Go reads and writes them: URIs are rewritten, and names that are not ASCII
 * are rejected. `GeneralName` of `@peculiar/asn1-x509` does neither.
 */
import { isIPv4, isIPv6 } from 'node:net'
import { goQuote } from '../apimachinery/text/quote.ts'
import { contextTag, DerReader, TAG } from './der/read.ts'
import { tlv, tlvOf } from './der/write.ts'
import { fail } from './errors.ts'

/** Other kinds of names are dropped. */
export interface SubjectAlternativeNames {
  dns: string[]
  email: string[]
  ip: Buffer[]
  /** as Go writes them */
  uri: string[]
}

/** Tags of the kinds of GeneralName (RFC 5280, 4.2.1.6). */
export const NAME_TAG = {
  email: contextTag(1),
  dns: contextTag(2),
  uri: contextTag(6),
  ip: contextTag(7),
} as const

export const noNames = (): SubjectAlternativeNames => ({ dns: [], email: [], ip: [], uri: [] })

export const hasNames = ({ dns, email, ip, uri }: SubjectAlternativeNames): boolean =>
  dns.length + email.length + ip.length + uri.length > 0

/**
 * Reads a subjectAltName extension.
 *
 * @throws X509Error with Go's text
 */
export const parseSubjectAltName = (value: Buffer): SubjectAlternativeNames => {
  const reader =
    new DerReader(value).inside(TAG.sequence) ?? fail('invalid subject alternative names')
  const names = noNames()
  while (!reader.empty) {
    const { tag, content } = reader.any() ?? fail('invalid subject alternative name')
    if (tag === NAME_TAG.email) names.email.push(ascii(content, 'rfc822Name'))
    else if (tag === NAME_TAG.dns) names.dns.push(ascii(content, 'dNSName'))
    else if (tag === NAME_TAG.uri)
      names.uri.push(rewriteUri(ascii(content, 'uniformResourceIdentifier')))
    else if (tag === NAME_TAG.ip) {
      if (content.length !== 4 && content.length !== 16)
        fail(`cannot parse IP address of length ${content.length}`)
      names.ip.push(content)
    }
  }
  return names
}

/** Writes the value of a subjectAltName extension, with the kinds of names in Go's order. */
export const encodeSubjectAltName = ({ dns, email, ip, uri }: SubjectAlternativeNames): Buffer => {
  const named = (tag: number, texts: readonly string[]): Buffer[] =>
    texts.map((text) => tlv(tag, Buffer.from(text, 'latin1')))
  return tlvOf(TAG.sequence, [
    ...named(NAME_TAG.dns, dns),
    ...named(NAME_TAG.email, email),
    ...ip.map((address) => tlv(NAME_TAG.ip, shortestIp(address))),
    ...named(NAME_TAG.uri, uri),
  ])
}

const ascii = (content: Buffer, field: string): string => {
  const text = content.toString('latin1')
  // oxlint-disable-next-line no-control-regex -- IA5String is ASCII, control characters included
  if (!/^[\0-\u007f]*$/.test(text)) fail(`SAN ${field} is malformed`)
  return text
}

/** Scheme, authority, path, query and fragment (RFC 3986, appendix B). */
const URI = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(\?[^#]*)?(?:#(.*))?$/s

const percent = (char: string): string =>
  `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`

/**
 * Checks a URI like Go's `net/url`, and writes it like Go: with the scheme in lower case and unsafe
 * characters escaped.
 *
 * @param raw ASCII
 * @throws X509Error with Go's text
 */
export const rewriteUri = (raw: string): string => {
  const refuse = (problem: string): never =>
    fail(`cannot parse URI ${goQuote(raw)}: parse ${goQuote(raw)}: ${problem}`)
  // oxlint-disable-next-line no-control-regex -- control characters are searched for
  if (/[\0-\u001f\u007f]/.test(raw)) refuse('net/url: invalid control character in URL')
  const [, scheme, authority, path = '', query = '', fragment = ''] = URI.exec(raw) ?? []
  if (raw.startsWith(':')) refuse('missing protocol scheme')
  if (scheme === undefined && authority === undefined && /^[^/]*:/.test(path))
    refuse('first path segment in URL cannot contain colon')
  const start = scheme === undefined ? '' : `${scheme.toLowerCase()}:`
  // what follows a scheme without a slash has no structure, as in mailto: and urn:
  const isOpaque = scheme !== undefined && authority === undefined && !path.startsWith('/')
  const [badEscape] = /%(?![0-9A-Fa-f]{2}).{0,2}/.exec(isOpaque ? fragment : path + fragment) ?? []
  if (badEscape !== undefined) refuse(`invalid URL escape ${goQuote(badEscape)}`)
  const [, userinfo, host = ''] = /^(?:(.*)@)?(.*)$/.exec(authority ?? '') ?? []
  if (userinfo !== undefined && !/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(userinfo))
    refuse('net/url: invalid userinfo')
  const problem = hostProblem(host)
  if (problem !== undefined) refuse(problem)
  if (host !== '' && host.split('.').includes(''))
    fail(`cannot parse URI ${goQuote(raw)}: invalid domain`)
  const written = isOpaque ? path : path.replace(/[^A-Za-z0-9\-_.~$&+,/:;=@!'()*[\]%]/g, percent)
  const end = fragment.replace(/[^A-Za-z0-9\-_.~$&+,/:;=?@!'()*[\]%]/g, percent)
  return `${start}${authority === undefined ? '' : `//${authority}`}${written}${query}${end && `#${end}`}`
}

/** Returns Go's error for the host of a URI, with its port. */
const hostProblem = (host: string): string | undefined => {
  const bracket = host.startsWith('[') ? host.lastIndexOf(']') : undefined
  if (bracket === -1) return "missing ']' in host"
  // From Go 1.26, the port starts at the first colon, even if there are several.
  const colon = host.indexOf(':')
  const port =
    bracket === undefined ? (colon < 0 ? '' : host.slice(colon)) : host.slice(bracket + 1)
  if (!/^(:[0-9]*)?$/.test(port)) return `invalid port ${goQuote(port)} after host`
  const [char] = /[^A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"%]/.exec(host) ?? []
  if (char !== undefined) return `invalid character ${goQuote(char)} in host name`
  // only the zone of an IPv6 address may be escaped
  const [escape] = /%(?!25).{0,2}/.exec(host) ?? []
  return escape && `invalid URL escape ${goQuote(escape)}`
}

/** Shortest form of an IPv6 address (RFC 5952), without a dotted IPv4 tail. */
const normalized = (ip: string): string => new URL(`http://[${ip}]`).hostname.slice(1, -1)

/**
 * @param text dotted IPv4, or IPv6 without a zone
 * @returns 4 or 16 bytes
 * @throws TypeError if invalid
 */
export const ipBytes = (text: string): Buffer => {
  if (isIPv4(text)) return Buffer.from(text.split('.').map(Number))
  if (!isIPv6(text) || text.includes('%')) throw new TypeError(`not an IP address: ${text}`)
  const [head = '', tail] = normalized(text).split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail ? tail.split(':') : []
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0')
  return Buffer.from(
    [...left, ...zeros, ...right].map((group) => group.padStart(4, '0')).join(''),
    'hex',
  )
}

export const formatIp = (bytes: Buffer): string => {
  const ip = shortestIp(bytes)
  if (ip.length === 4) return ip.join('.')
  const groups = ip.toString('hex').replace(/(.{4})(?=.)/g, '$1:')
  return normalized(groups)
}

const V4_IN_V6 = Buffer.from('00000000000000000000ffff', 'hex')

const shortestIp = (ip: Buffer): Buffer =>
  ip.length === 16 && ip.subarray(0, 12).equals(V4_IN_V6) ? ip.subarray(12) : ip
