import { formatTime } from '../apimachinery/clock.ts'
import type { Certificate } from './certificate.ts'
import { hasValidPolicies } from './certificate-policies.ts'
import { ClientCertificateError } from './client-certificate-error.ts'
import { type ComparisonBudget, constrainedNameProblem } from './constrained-names.ts'
import { OID } from './oid.ts'
import type { SignedBy } from './signed-by.ts'

type Chain = readonly Certificate[]

/** Go's limits for one search. */
const TRIED = 100
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

/** Detects a CA that occurs again: cross-signed CAs would form cycles. */
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

/** Searches from the leaf upwards, like Go's `buildChains`. */
export class ChainWalk {
  readonly #signedBy: SignedBy
  readonly #authorities: readonly Certificate[]
  readonly #now: number
  readonly #comparisons: ComparisonBudget = { left: COMPARISONS }
  #tried = 0
  #problem: ClientCertificateError | undefined
  /** counts of rejected chains */
  #withoutUsage = 0
  #withoutPolicy = 0

  constructor(signedBy: SignedBy, authorities: readonly Certificate[], now: number) {
    this.#signedBy = signedBy
    this.#authorities = authorities
    this.#now = now
  }

  problem(leaf: Certificate): ClientCertificateError | undefined {
    return this.#extend([leaf]) ? undefined : this.#failure()
  }

  #extend(chain: Chain): boolean {
    for (const issuer of this.#signedBy.signers.get(chain.at(-1)!) ?? []) {
      if (chain.some((member) => isSameAuthority(member, issuer))) continue
      if (++this.#tried > TRIED) return false
      const isTrusted = this.#authorities.includes(issuer)
      this.#problem = this.#problemAbove(chain, issuer, isTrusted)
      if (this.#problem) continue
      const longer: Chain = [...chain, issuer]
      if (isTrusted ? this.#judge(longer) : this.#extend(longer)) return true
    }
    return false
  }

  /** Go's `isValid` for an issuer whose key has signed the last certificate. */
  #problemAbove(
    chain: Chain,
    issuer: Certificate,
    isTrusted: boolean,
  ): ClientCertificateError | undefined {
    const { basicConstraints, nameConstraints, unhandledCritical } = issuer
    if (unhandledCritical.length > 0) return unknownAuthority('x509: unhandled critical extension')
    const tooEarlyOrLate = dateProblem(issuer, this.#now)
    if (tooEarlyOrLate) return tooEarlyOrLate
    const nameProblem =
      nameConstraints && constrainedNameProblem(nameConstraints, chain, this.#comparisons)
    if (nameProblem !== undefined) return unknownAuthority(nameProblem)
    if (!isTrusted && !basicConstraints?.isCa)
      return unknownAuthority('x509: certificate is not authorized to sign other certificates')
    if (chain.length - 1 > (basicConstraints?.maxPathLength ?? Infinity))
      return unknownAuthority('x509: too many intermediates for path length constraint')
    return undefined
  }

  #judge(chain: Chain): boolean {
    if (!hasValidPolicies(chain)) this.#withoutPolicy++
    else if (!chain.every(allowsClients)) this.#withoutUsage++
    else return true
    return false
  }

  #failure(): ClientCertificateError {
    if (this.#withoutPolicy === 0 && this.#withoutUsage > 0) return unfit()
    if (this.#withoutPolicy > 0) {
      const reasons =
        this.#withoutUsage > 0
          ? `${this.#withoutUsage} chains with incompatible key usage, ${this.#withoutPolicy} chains with invalid policies`
          : 'all candidate chains have invalid policies'
      return unknownAuthority(`x509: no valid chains built: ${reasons}`)
    }
    if (this.#signedBy.gaveUp || this.#tried > TRIED)
      return unknownAuthority(
        'x509: signature check attempts limit reached while verifying certificate chain',
      )
    return this.#problem ?? unknownAuthority('x509: certificate signed by unknown authority')
  }
}
