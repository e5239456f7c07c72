import { isIP } from 'node:net'
import { goQuote } from '../api/text/quote.ts'
import { contextTag, DerReader, TAG, type Element } from './der.ts'
import { X509Error } from './errors.ts'
import { isDomain } from './uri.ts'

const PERMITTED = contextTag(0, true)
const EXCLUDED = contextTag(1, true)
const EMAIL = contextTag(1)
const DNS = contextTag(2)
const URI = contextTag(6)
const IP = contextTag(7)

const fail = (message: string): never => {
  throw new X509Error(`x509: ${message}`)
}

/** Ones, then zeros. */
const isMask = (mask: Buffer): boolean =>
  /^1*0*$/.test([...mask].map((byte) => byte.toString(2).padStart(8, '0')).join(''))

/** A mailbox of RFC 2821: a dotted or quoted local part, and a domain. */
const isMailbox = (text: string): boolean => {
  const at = text.lastIndexOf('@')
  const local = text.slice(0, at)
  const isLocal =
    /^[!#-'*+\-/-9=?A-Z^-~]+(\.[!#-'*+\-/-9=?A-Z^-~]+)*$/.test(local) ||
    /^"([^"\\]|\\.)*"$/.test(local)
  return isLocal && isDomain(text.slice(at + 1))
}

const checkIpRange = (value: Buffer): void => {
  if (value.length !== 8 && value.length !== 32)
    fail(`IP constraint contained value of length ${value.length}`)
  const mask = value.subarray(value.length / 2)
  if (!isMask(mask)) fail(`IP constraint contained invalid mask ${mask.toString('hex')}`)
}

/** Checks one name of a constraint. Returns whether its kind is known. */
const checkBase = ({ tag, content }: Element): boolean => {
  if (tag === IP) {
    checkIpRange(content)
    return true
  }
  if (tag !== DNS && tag !== EMAIL && tag !== URI) return false
  const text = content.toString('latin1')
  if (content.some((byte) => byte > 0x7f))
    fail(
      `invalid constraint value: x509: ${goQuote(content.toString())} cannot be encoded as an IA5String`,
    )
  // a leading dot leaves out the domain itself
  const isDomainPattern = isDomain(text.replace(/^\./, ''))
  if (tag === DNS && !isDomainPattern) fail(`failed to parse dnsName constraint ${goQuote(text)}`)
  if (tag === EMAIL && !(text.includes('@') ? isMailbox(text) : isDomainPattern)) {
    fail(`failed to parse rfc822Name constraint ${goQuote(text)}`)
  }
  if (tag === URI && isIP(text) !== 0)
    fail(`failed to parse URI constraint ${goQuote(text)}: cannot be IP address`)
  if (tag === URI && !isDomainPattern) fail(`failed to parse URI constraint ${goQuote(text)}`)
  return true
}

const checkSubtrees = (subtrees: DerReader): boolean => {
  let known = true
  while (!subtrees.empty) {
    const base = subtrees.inside(TAG.sequence)?.any() ?? fail('invalid NameConstraints extension')
    known = checkBase(base) && known
  }
  return known
}

/**
 * Checks the form of a nameConstraints extension (RFC 5280, 4.2.1.10) as Go does.
 *
 * @returns whether all kinds of names in it are known
 * @throws X509Error with Go's text
 */
export const checkNameConstraints = (value: Buffer): boolean => {
  const outer = new DerReader(value)
  const reader = outer.inside(TAG.sequence)
  const permitted = reader?.at(PERMITTED) ? reader.inside(PERMITTED) : undefined
  const excluded = reader?.at(EXCLUDED) ? reader.inside(EXCLUDED) : undefined
  if (!reader?.empty || !outer.empty) return fail('invalid NameConstraints extension')
  if ((permitted?.empty ?? true) && (excluded?.empty ?? true))
    return fail('empty name constraints extension')
  const lists = [permitted, excluded].filter((list) => list !== undefined)
  return lists.map(checkSubtrees).every(Boolean)
}
