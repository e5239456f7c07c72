import { isIP } from 'node:net'
import { goQuote } from '../apimachinery/text/quote.ts'
import type { Certificate } from './certificate.ts'
import { DerReader, TAG, type Element } from './der.ts'
import { formatIp } from './ip.ts'
import { type Mailbox, parseMailbox } from './mailbox.ts'
import type { NameConstraints } from './name-constraints.ts'
import { OID } from './oid.ts'
import { NAME_TAG } from './sans.ts'
import { isDomain, type ParsedUri, parseUri } from './uri.ts'

/** Comparisons left for a search: certificates can hold thousands of names and constraints. */
export interface ComparisonBudget {
  left: number
}

/** The message is Go's. */
class ForbiddenName extends Error {}

const notAuthorized = (detail: string): ForbiddenName =>
  new ForbiddenName(
    `x509: a root or intermediate certificate is not authorized to sign for this name: ${detail}`,
  )

/** In a constraint, a leading dot excludes the domain itself; '' matches all domains. */
const isWithin = (domain: string, constraint: string): boolean => {
  if (constraint === '') return true
  const within = domain.toLowerCase()
  const pattern = constraint.toLowerCase()
  if (!pattern.startsWith('.')) return within === pattern || within.endsWith(`.${pattern}`)
  return pattern === '.' ? within !== '' : within.endsWith(pattern)
}

const isMailboxWithin = ({ local, domain }: Mailbox, constraint: string): boolean => {
  const other = constraint.includes('@') ? parseMailbox(constraint) : undefined
  if (!other) return isWithin(domain, constraint)
  return local === other.local && domain.toLowerCase() === other.domain.toLowerCase()
}

const withoutPort = (host: string): string => {
  if (!host.includes(':') || host.endsWith(']')) return host
  const name = host.slice(0, host.lastIndexOf(':'))
  return name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name
}

/** @throws ForbiddenName if the URI has no domain name */
const domainOf = ({ host, text }: ParsedUri): string => {
  const without = (what: string): ForbiddenName =>
    notAuthorized(`URI with ${what} (${goQuote(text)}) cannot be matched against constraints`)
  if (host === '') throw without('empty host')
  const domain = withoutPort(host)
  if (isIP(domain) !== 0 || domain.startsWith('[')) throw without('IP')
  return domain
}

const isAddressWithin = (ip: Buffer, range: Buffer): boolean => {
  const size = range.length / 2
  return ip.length === size && ip.every((byte, i) => ((byte ^ range[i]!) & range[size + i]!) === 0)
}

const formatConstraint = (constraint: string | Buffer): string => {
  if (typeof constraint === 'string') return constraint
  const size = constraint.length / 2
  const mask = BigInt(`0x${constraint.toString('hex', size)}`).toString(2)
  return `${formatIp(constraint.subarray(0, size))}/${mask.replaceAll('0', '').length}`
}

interface Name<Constraint> {
  kind: string
  text: string
  matches: (constraint: Constraint) => boolean
}

const check = <Constraint extends string | Buffer>(
  { kind, text, matches }: Name<Constraint>,
  permitted: readonly Constraint[],
  excluded: readonly Constraint[],
  comparisons: ComparisonBudget,
): void => {
  comparisons.left -= excluded.length + permitted.length
  if (comparisons.left < 0) throw new ForbiddenName('x509: unknown error')
  const excluding = excluded.find(matches)
  if (excluding !== undefined) {
    const constraint = goQuote(formatConstraint(excluding))
    throw notAuthorized(`${kind} ${goQuote(text)} is excluded by constraint ${constraint}`)
  }
  if (permitted.length > 0 && !permitted.some(matches))
    throw notAuthorized(`${kind} ${goQuote(text)} is not permitted by any constraint`)
}

/** Ignores kinds of names that Go does not check. */
const checkName = (
  { tag, content }: Element,
  { permitted, excluded }: NameConstraints,
  comparisons: ComparisonBudget,
): void => {
  const text = content.toString('latin1')
  if (tag === NAME_TAG.email) {
    const mailbox = parseMailbox(text)
    if (!mailbox) throw new ForbiddenName('x509: cannot parse rfc822Name {"" ""}')
    const matches = (constraint: string): boolean => isMailboxWithin(mailbox, constraint)
    check({ kind: 'email address', text, matches }, permitted.email, excluded.email, comparisons)
  } else if (tag === NAME_TAG.dns) {
    if (!isDomain(text)) throw new ForbiddenName(`x509: cannot parse dnsName ${goQuote(text)}`)
    const matches = (constraint: string): boolean => isWithin(text, constraint)
    check({ kind: 'DNS name', text, matches }, permitted.dns, excluded.dns, comparisons)
  } else if (tag === NAME_TAG.uri) {
    const uri = parseUri(text)
    const matches = (constraint: string): boolean => isWithin(domainOf(uri), constraint)
    check({ kind: 'URI', text, matches }, permitted.uri, excluded.uri, comparisons)
  } else if (tag === NAME_TAG.ip) {
    const matches = (range: Buffer): boolean => isAddressWithin(content, range)
    const address = formatIp(content)
    check({ kind: 'IP address', text: address, matches }, permitted.ip, excluded.ip, comparisons)
  }
}

/**
 * Checks the subjectAltNames of all certificates below a CA (Go's verify.go).
 *
 * @param comparisons is reduced; below zero, names are forbidden
 * @returns Go's error text, undefined if all names are allowed
 */
export const constrainedNameProblem = (
  constraints: NameConstraints,
  below: readonly Certificate[],
  comparisons: ComparisonBudget,
): string | undefined => {
  try {
    for (const { extensions } of below) {
      const value = extensions.find(({ id }) => id === OID.subjectAltName)?.value
      const names = value && new DerReader(value).inside(TAG.sequence)
      for (let name = names?.any(); name; name = names?.any())
        checkName(name, constraints, comparisons)
    }
    return undefined
  } catch (error) {
    if (error instanceof ForbiddenName) return error.message
    throw error
  }
}
