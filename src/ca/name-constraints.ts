import { isIP } from 'node:net'
import { goQuote } from '../apimachinery/text/quote.ts'
import { contextTag, DerReader, TAG, type Element } from './der.ts'
import { fail } from './errors.ts'
import { parseMailbox } from './mailbox.ts'
import { NAME_TAG } from './sans.ts'
import { isDomain } from './uri.ts'

interface Subtrees {
  /** with a leading dot, matches only subdomains; '' matches every domain */
  dns: string[]
  email: string[]
  uri: string[]
  ip: Buffer[]
}

/** Names permitted and excluded for certificates below a CA (RFC 5280, 4.2.1.10). */
export interface NameConstraints {
  permitted: Subtrees
  excluded: Subtrees
}

const PERMITTED = contextTag(0, true)
const EXCLUDED = contextTag(1, true)
const { email: EMAIL, dns: DNS, uri: URI, ip: IP } = NAME_TAG

const isMask = (mask: Buffer): boolean =>
  /^1*0*$/.test([...mask].map((byte) => byte.toString(2).padStart(8, '0')).join(''))

const ipRange = (value: Buffer): Buffer => {
  if (value.length !== 8 && value.length !== 32)
    fail(`IP constraint contained value of length ${value.length}`)
  const mask = value.subarray(value.length / 2)
  if (!isMask(mask)) fail(`IP constraint contained invalid mask ${mask.toString('hex')}`)
  return value
}

const ascii = (content: Buffer): string => {
  if (content.some((byte) => byte > 0x7f))
    fail(
      `invalid constraint value: x509: ${goQuote(content.toString())} cannot be encoded as an IA5String`,
    )
  return content.toString('latin1')
}

const isDomainPattern = (text: string): boolean => isDomain(text.replace(/^\./, ''))

/** Returns false, and adds nothing, if the kind of name is unknown. */
const readBase = ({ tag, content }: Element, { dns, email, uri, ip }: Subtrees): boolean => {
  if (tag === IP) {
    ip.push(ipRange(content))
    return true
  }
  if (tag !== DNS && tag !== EMAIL && tag !== URI) return false
  const text = ascii(content)
  if (tag === DNS) {
    if (!isDomainPattern(text)) fail(`failed to parse dnsName constraint ${goQuote(text)}`)
    dns.push(text)
  } else if (tag === EMAIL) {
    if (!(text.includes('@') ? parseMailbox(text) : isDomainPattern(text)))
      fail(`failed to parse rfc822Name constraint ${goQuote(text)}`)
    email.push(text)
  } else {
    if (isIP(text) !== 0)
      fail(`failed to parse URI constraint ${goQuote(text)}: cannot be IP address`)
    if (!isDomainPattern(text)) fail(`failed to parse URI constraint ${goQuote(text)}`)
    uri.push(text)
  }
  return true
}

const readSubtrees = (list: DerReader | undefined, subtrees: Subtrees): boolean => {
  let known = true
  while (list && !list.empty) {
    const base = list.inside(TAG.sequence)?.any() ?? fail('invalid NameConstraints extension')
    known = readBase(base, subtrees) && known
  }
  return known
}

const none = (): Subtrees => ({ dns: [], email: [], uri: [], ip: [] })

/**
 * @returns the constraints, and whether all kinds of names are known
 * @throws X509Error with Go's text
 */
export const parseNameConstraints = (
  value: Buffer,
): { constraints: NameConstraints; known: boolean } => {
  const outer = new DerReader(value)
  const reader = outer.inside(TAG.sequence)
  const permitted = reader?.at(PERMITTED) ? reader.inside(PERMITTED) : undefined
  const excluded = reader?.at(EXCLUDED) ? reader.inside(EXCLUDED) : undefined
  if (!reader?.empty || !outer.empty) return fail('invalid NameConstraints extension')
  if ((permitted?.empty ?? true) && (excluded?.empty ?? true))
    return fail('empty name constraints extension')
  const constraints = { permitted: none(), excluded: none() }
  const knownPermitted = readSubtrees(permitted, constraints.permitted)
  const knownExcluded = readSubtrees(excluded, constraints.excluded)
  return { constraints, known: knownPermitted && knownExcluded }
}
