import { formatTime } from '../apimachinery/clock.ts'
import type { Certificate } from './certificate.ts'
import { hasValidPolicies } from './certificate-policies.ts'
import { ClientCertificateError } from './client-certificate-error.ts'
import { type ComparisonBudget, constrainedNameProblem } from './constrained-names.ts'
import { OID } from './oid.ts'
import type { SignedBy } from './signed-by.ts'

type Chain = readonly Certificate[]

/** Go's limit on the issuers tried in one search. */
const TRIED = 100
/** Go's limit on comparisons of names with one CA's constraints; here, it limits a whole search. */
const COMPARISONS = 250_000

export const unknownAuthority = (message: string): ClientCertificateError =>
  new ClientCertificateError('unknown-ca', message)

/** Go's error for a certificate outside its validity period. */
export const dateProblem = (
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
export const allowsClients = ({ extKeyUsage = [] }: Certificate): boolean =>
  extKeyUsage.length === 0 ||
  extKeyUsage.includes(OID.clientAuth) ||
  extKeyUsage.includes(OID.anyExtendedKeyUsage)

const alternativeNames = ({ extensions }: Certificate): Buffer | undefined =>
  extensions.find(({ id }) => id === OID.subjectAltName)?.value

/** Detects a CA that is already in the chain: a chain of cross-signed CAs could be endless. */
const isSameAuthority = (a: Certificate, b: Certificate): boolean => {
  if (!a.rawSubject.equals(b.rawSubject) || !a.publicKey.spki.equals(b.publicKey.spki)) return false
  const [names, others] = [alternativeNames(a), alternativeNames(b)]
  return names && others ? names.equals(others) : names === others
}

export const unfit = (): ClientCertificateError =>
  new ClientCertificateError(
    'no-client-usage',
    'x509: certificate specifies an incompatible key usage',
  )

/** Go's `isValid` for an issuer whose key has signed the last certificate of `chain`. */
const problemAbove = (
  chain: Chain,
  issuer: Certificate,
  isTrusted: boolean,
  now: number,
  comparisons: ComparisonBudget,
): ClientCertificateError | undefined => {
  const { basicConstraints, nameConstraints, unhandledCritical } = issuer
  if (unhandledCritical.length > 0) return unknownAuthority('x509: unhandled critical extension')
  const tooEarlyOrLate = dateProblem(issuer, now)
  if (tooEarlyOrLate) return tooEarlyOrLate
  const nameProblem = nameConstraints && constrainedNameProblem(nameConstraints, chain, comparisons)
  if (nameProblem !== undefined) return unknownAuthority(nameProblem)
  if (!isTrusted && !basicConstraints?.isCa)
    return unknownAuthority('x509: certificate is not authorized to sign other certificates')
  if (chain.length - 1 > (basicConstraints?.maxPathLength ?? Infinity))
    return unknownAuthority('x509: too many intermediates for path length constraint')
  return undefined
}

/** Searches upwards from the leaf (Go's `buildChains`); returns undefined if a chain is valid. */
export const chainProblem = (
  leaf: Certificate,
  { signers, gaveUp }: SignedBy,
  authorities: readonly Certificate[],
  now: number,
): ClientCertificateError | undefined => {
  const comparisons: ComparisonBudget = { left: COMPARISONS }
  let tried = 0
  let problem: ClientCertificateError | undefined
  // counts of rejected chains
  let withoutUsage = 0
  let withoutPolicy = 0

  const isValid = (chain: Chain): boolean => {
    if (!hasValidPolicies(chain)) withoutPolicy++
    else if (!chain.every(allowsClients)) withoutUsage++
    else return true
    return false
  }

  const extend = (chain: Chain): boolean => {
    for (const issuer of signers.get(chain.at(-1)!) ?? []) {
      if (chain.some((member) => isSameAuthority(member, issuer))) continue
      if (++tried > TRIED) return false
      const isTrusted = authorities.includes(issuer)
      problem = problemAbove(chain, issuer, isTrusted, now, comparisons)
      if (problem) continue
      const longer: Chain = [...chain, issuer]
      if (isTrusted ? isValid(longer) : extend(longer)) return true
    }
    return false
  }

  if (extend([leaf])) return undefined
  if (withoutPolicy > 0) {
    const reasons =
      withoutUsage > 0
        ? `${withoutUsage} chains with incompatible key usage, ${withoutPolicy} chains with invalid policies`
        : 'all candidate chains have invalid policies'
    return unknownAuthority(`x509: no valid chains built: ${reasons}`)
  }
  if (withoutUsage > 0) return unfit()
  if (gaveUp || tried > TRIED)
    return unknownAuthority(
      'x509: signature check attempts limit reached while verifying certificate chain',
    )
  return problem ?? unknownAuthority('x509: certificate signed by unknown authority')
}
