/*
 * Searches for a valid chain from a client certificate to a trusted CA (RFC 5280, section 6). A
 * certificate that cannot be judged is rejected: one with an unknown critical extension, a required
 * policy, or names that a CA constrains in a way that is not understood.
 *
 * `isSignedBy` compares names and calls `verify` of node:crypto, because `X509Certificate` differs
 * from Go and RFC 5280: `checkIssued` fails for a renewed CA with another key identifier, `verify`
 * accepts SHA-1 and RSA keys of any size, and `ca` is false for roots of version 1.
 */
import { formatTime } from '../apimachinery/clock.ts'
import { goQuote } from '../apimachinery/text/quote.ts'
import { type Certificate, isSignedBy, mayCertify } from './certificate.ts'
import { contextTag, DerReader, type Element, TAG } from './der/read.ts'
import { OID } from './oid.ts'
import { NAME_TAG } from './sans.ts'

export type ClientCertificateReason =
  'expired' | 'not-yet-valid' | 'unknown-ca' | 'no-client-usage' | 'malformed' | 'bad-uid'

/** The message is Go's or Kubernetes'. */
export class ClientCertificateError extends Error {
  override readonly name = 'ClientCertificateError'
  readonly reason: ClientCertificateReason

  constructor(reason: ClientCertificateReason, message: string) {
    super(message)
    this.reason = reason
  }
}

/** Cached result, valid while `from` <= now < `until`. */
interface Verdict {
  readonly from: number
  readonly until: number
  /** its text shows the time of the call that filled the cache */
  readonly problem: ClientCertificateError | undefined
}

/** Maximum signature checks for a client certificate. Go allows 100, but may repeat a check. */
const MAX_SIGNATURES = 32

/** Maximum certificates tried in one search: CAs that sign one another have many chains. */
const MAX_TRIED = 100

/**
 * The chains of one client certificate. Signatures are checked once, downwards from the trusted
 * CAs, unlike in Go, so that only keys certified by a trusted CA are used: a hostile client could
 * send many other keys, of any size.
 */
export class ChainSearch {
  readonly leaf: Certificate
  readonly #authorities: readonly Certificate[]
  /** the leaf, and the certificates whose names lead to it */
  readonly #candidates: readonly Certificate[]
  /** the times at which the result may change */
  readonly #moments: readonly number[]
  readonly #certified = new Map<Certificate, readonly Certificate[]>()
  #signaturesLeft = MAX_SIGNATURES
  #triesLeft = MAX_TRIED
  #problem: ClientCertificateError | undefined
  #verdict: Verdict | undefined

  /** @param intermediates in any order */
  constructor(
    leaf: Certificate,
    intermediates: readonly Certificate[],
    authorities: readonly Certificate[],
  ) {
    const others = new Map(intermediates.map((each) => [each.raw.toString('latin1'), each]))
    for (const { raw } of [leaf, ...authorities]) others.delete(raw.toString('latin1'))
    this.leaf = leaf
    this.#authorities = authorities
    this.#candidates = withAncestors(leaf, [...others.values()])
    this.#moments = [...this.#candidates, ...authorities].flatMap(({ notBefore, notAfter }) => [
      notBefore,
      notAfter + 1,
    ])
  }

  /**
   * Returns the error if no chain is valid at `now`.
   *
   * @param now milliseconds since the epoch
   */
  problemAt(now: number): ClientCertificateError | undefined {
    if (!this.#verdict || now < this.#verdict.from || now >= this.#verdict.until) {
      this.#triesLeft = MAX_TRIED
      this.#problem = undefined
      this.#verdict = {
        from: Math.max(...this.#moments.filter((moment) => moment <= now)),
        until: Math.min(...this.#moments.filter((moment) => moment > now)),
        problem: this.#search(now),
      }
    }
    return this.#verdict.problem
  }

  #search(now: number): ClientCertificateError | undefined {
    const { leaf } = this
    const problem = extensionProblem(leaf) ?? dateProblem(leaf, now)
    if (problem) return problem
    if (this.#authorities.some(({ raw }) => raw.equals(leaf.raw))) return purposeProblem(leaf)
    for (const authority of this.#authorities) {
      if (this.#isValidBelow([], authority, now)) return undefined
    }
    if (this.#problem?.reason === 'no-client-usage') return this.#problem
    if (this.#signaturesLeft < 0 || this.#triesLeft < 0)
      return unknownAuthority(
        'x509: signature check attempts limit reached while verifying certificate chain',
      )
    return this.#problem ?? unknownAuthority('x509: certificate signed by unknown authority')
  }

  /** @param chain CAs, the trusted one first; the last has signed `certificate` */
  #isValidBelow(chain: readonly Certificate[], certificate: Certificate, now: number): boolean {
    if (chain.some((member) => isSameAuthority(member, certificate))) return false
    const isLeaf = certificate === this.leaf
    const certified = isLeaf ? [] : this.#certifiedBy(certificate)
    if (!isLeaf && certified.length === 0) return false
    if (--this.#triesLeft < 0) return false
    const problem =
      (isLeaf ? undefined : authorityProblem(chain, certificate, now)) ??
      nameProblem(chain, certificate) ??
      purposeProblem(certificate)
    if (problem) {
      this.#problem = problem
      return false
    }
    const longer = [...chain, certificate]
    return isLeaf || certified.some((each) => this.#isValidBelow(longer, each, now))
  }

  #certifiedBy(issuer: Certificate): readonly Certificate[] {
    let certified = this.#certified.get(issuer)
    if (!certified) {
      certified = this.#candidates.filter(
        (each) =>
          each !== issuer &&
          each.rawIssuer.equals(issuer.rawSubject) &&
          --this.#signaturesLeft >= 0 &&
          isSignedBy(each, issuer),
      )
      this.#certified.set(issuer, certified)
    }
    return certified
  }
}

const withAncestors = (
  leaf: Certificate,
  intermediates: readonly Certificate[],
): readonly Certificate[] => {
  const found = new Set([leaf])
  // the set grows during iteration
  for (const { rawIssuer } of found) {
    for (const each of intermediates) if (each.rawSubject.equals(rawIssuer)) found.add(each)
  }
  return [...found]
}

/** Detects a CA that is already in the chain: a chain of cross-signed CAs could be endless. */
const isSameAuthority = (a: Certificate, b: Certificate): boolean =>
  a.rawSubject.equals(b.rawSubject) && a.publicKey.spki.equals(b.publicKey.spki)

const unknownAuthority = (message: string): ClientCertificateError =>
  new ClientCertificateError('unknown-ca', message)

const extensionProblem = ({
  unhandledCritical,
}: Certificate): ClientCertificateError | undefined =>
  unhandledCritical.length > 0 ? unknownAuthority('x509: unhandled critical extension') : undefined

const dateProblem = (
  { notBefore, notAfter }: Certificate,
  now: number,
): ClientCertificateError | undefined => {
  const text = `x509: certificate has expired or is not yet valid: current time ${formatTime(now)}`
  if (now < notBefore)
    return new ClientCertificateError('not-yet-valid', `${text} is before ${formatTime(notBefore)}`)
  if (now > notAfter)
    return new ClientCertificateError('expired', `${text} is after ${formatTime(notAfter)}`)
  return undefined
}

/** Go checks the extended key usage of CAs too. */
const purposeProblem = ({ extKeyUsage = [] }: Certificate): ClientCertificateError | undefined =>
  extKeyUsage.length === 0 ||
  extKeyUsage.includes(OID.clientAuth) ||
  extKeyUsage.includes(OID.anyExtendedKeyUsage)
    ? undefined
    : new ClientCertificateError(
        'no-client-usage',
        'x509: certificate specifies an incompatible key usage',
      )

const authorityProblem = (
  above: readonly Certificate[],
  authority: Certificate,
  now: number,
): ClientCertificateError | undefined => {
  const problem = extensionProblem(authority) ?? dateProblem(authority, now)
  if (problem) return problem
  // certificates before version 3 have no extensions, so trust in them must do
  if (!mayCertify(authority) && (above.length > 0 || authority.version === 3))
    return unknownAuthority('x509: certificate is not authorized to sign other certificates')
  const isTooLong = above.some(
    ({ basicConstraints }, i) => above.length - i > (basicConstraints?.maxPathLength ?? Infinity),
  )
  return isTooLong
    ? unknownAuthority('x509: too many intermediates for path length constraint')
    : undefined
}

/** Checks the names of a certificate against the constraints of all CAs above it. */
const nameProblem = (
  above: readonly Certificate[],
  { sans }: Certificate,
): ClientCertificateError | undefined => {
  for (const { nameConstraints } of above) {
    const detail = nameConstraints && forbiddenName(nameConstraints, sans)
    if (detail !== undefined)
      return unknownAuthority(
        `x509: a root or intermediate certificate is not authorized to sign for this name: ${detail}`,
      )
  }
  return undefined
}

const NAME_KINDS = Object.entries(NAME_TAG) as [keyof typeof NAME_TAG, number][]

/** Maximum comparisons of names with one CA's constraints, as in Go. */
const MAX_COMPARISONS = 250_000

/**
 * Applies name constraints (RFC 5280, 4.2.1.10). DNS names are compared; a name of another
 * constrained kind, and every name below a constraint of an unknown kind, is forbidden.
 *
 * @returns Go's error text, without its start
 */
const forbiddenName = (nameConstraints: Buffer, sans: Certificate['sans']): string | undefined => {
  const [permitted, excluded] = readSubtrees(nameConstraints)
  if (!permitted || !excluded) return 'the constraints are malformed'
  const all = [...permitted, ...excluded]
  if (all.some(({ tag }) => !NAME_KINDS.some(([, known]) => known === tag)))
    return 'the constraints are of an unknown kind'
  for (const [kind, kindTag] of NAME_KINDS) {
    const isConstrained = all.some(({ tag }) => tag === kindTag)
    if (kind !== 'dns' && isConstrained && sans[kind].length > 0)
      return `names of the kind ${kind} cannot be matched against constraints`
  }
  if (sans.dns.length * all.length > MAX_COMPARISONS) return 'too many names'
  const domainsOf = (subtrees: readonly Element[]): string[] =>
    subtrees
      .filter(({ tag }) => tag === NAME_TAG.dns)
      .map(({ content }) => content.toString('latin1').toLowerCase())
  const [within, outside] = [domainsOf(permitted), domainsOf(excluded)]
  for (const dns of sans.dns) {
    const name = dns.toLowerCase()
    const excluding = outside.find((domain) => isWithin(name, domain))
    if (excluding !== undefined)
      return `DNS name ${goQuote(dns)} is excluded by constraint ${goQuote(excluding)}`
    if (within.length > 0 && !within.some((domain) => isWithin(name, domain)))
      return `DNS name ${goQuote(dns)} is not permitted by any constraint`
  }
  return undefined
}

/** In a constraint, a leading dot excludes the domain itself; '' matches all domains. */
const isWithin = (name: string, domain: string): boolean =>
  domain === '' ||
  (domain.startsWith('.') ? name.endsWith(domain) : `.${name}`.endsWith(`.${domain}`))

/** Returns the permitted and the excluded subtrees, undefined if they are malformed. */
const readSubtrees = (value: Buffer): (Element[] | undefined)[] => {
  const reader = new DerReader(value).inside(TAG.sequence)
  const lists = [contextTag(0, true), contextTag(1, true)].map((tag) => {
    if (!reader?.at(tag)) return []
    const list = reader.inside(tag)
    const bases: Element[] = []
    while (list && !list.empty) {
      const base = list.inside(TAG.sequence)?.any()
      if (!base) return undefined
      bases.push(base)
    }
    return list && bases
  })
  return reader?.empty === true ? lists : []
}
