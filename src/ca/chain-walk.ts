import { formatTime } from '../apimachinery/clock.ts'
import type { Certificate } from './certificate.ts'
import { ClientCertificateError } from './client-certificate-error.ts'
import { OID } from './oid.ts'
import type { SignedBy } from './signed-by.ts'

/** A leaf and what signed it, up to a CA that is trusted. */
export type Chain = readonly [Certificate, ...Certificate[]]

/** Go's limit on the certificates tried in one search. */
const MAX_TRIED = 100

export const unknownAuthority = (message: string): ClientCertificateError =>
  new ClientCertificateError('unknown-ca', message)

/** What Go says of a certificate that is not good now. */
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

/** Whether a certificate may be used by clients, or its issuer may issue such: it says so, or does not say what it is for. */
const allowsClients = ({ extKeyUsage = [] }: Certificate): boolean =>
  extKeyUsage.length === 0 ||
  extKeyUsage.includes(OID.clientAuth) ||
  extKeyUsage.includes(OID.anyExtendedKeyUsage)

const alternativeNames = ({ extensions }: Certificate): Buffer | undefined =>
  extensions.find(({ id }) => id === OID.subjectAltName)?.value

/** Whether these are one and the same CA, though perhaps by several certificates: cross-signed ones lead in circles. */
const isSameAuthority = (a: Certificate, b: Certificate): boolean => {
  if (!a.rawSubject.equals(b.rawSubject) || !a.publicKey.spki.equals(b.publicKey.spki)) return false
  const [names, others] = [alternativeNames(a), alternativeNames(b)]
  return names && others ? names.equals(others) : names === others
}

/** The chain, if clients may use it. */
export const fit = (chain: Chain): Chain | undefined =>
  chain.every(allowsClients) ? chain : undefined

export const unfit = (): never => {
  throw new ClientCertificateError(
    'no-client-usage',
    'x509: certificate specifies an incompatible key usage',
  )
}

/** One search for a chain that counts at a moment, from the leaf upwards along the signatures, as Go's `buildChains` goes. */
export class ChainWalk {
  readonly #signedBy: SignedBy
  readonly #authorities: readonly Certificate[]
  readonly #now: number
  #tried = 0
  #problem: ClientCertificateError | undefined
  /** whether a chain ends at a trusted CA, but clients may not use it */
  #isUnfit = false

  constructor(signedBy: SignedBy, authorities: readonly Certificate[], now: number) {
    this.#signedBy = signedBy
    this.#authorities = authorities
    this.#now = now
  }

  from(leaf: Certificate): Chain {
    return this.#extend([leaf]) ?? this.#fail()
  }

  #extend(chain: Chain): Chain | undefined {
    for (const issuer of this.#signedBy.signers.get(chain.at(-1)!) ?? []) {
      if (chain.some((member) => isSameAuthority(member, issuer))) continue
      if (++this.#tried > MAX_TRIED) return undefined
      const isTrusted = this.#authorities.includes(issuer)
      this.#problem = this.#problemAbove(chain, issuer, isTrusted)
      if (this.#problem) continue
      const longer: Chain = [...chain, issuer]
      const found = isTrusted ? fit(longer) : this.#extend(longer)
      if (found) return found
      if (isTrusted) this.#isUnfit = true
    }
    return undefined
  }

  /** Go's `isValid` for a certificate above these, whose signature is good. */
  #problemAbove(
    chain: Chain,
    issuer: Certificate,
    isTrusted: boolean,
  ): ClientCertificateError | undefined {
    const { basicConstraints, unhandled } = issuer
    if (unhandled.length > 0) return unknownAuthority('x509: unhandled critical extension')
    const tooEarlyOrLate = dateProblem(issuer, this.#now)
    if (tooEarlyOrLate) return tooEarlyOrLate
    if (!isTrusted && !basicConstraints?.isCa)
      return unknownAuthority('x509: certificate is not authorized to sign other certificates')
    if (chain.length - 1 > (basicConstraints?.maxPathLength ?? Infinity))
      return unknownAuthority('x509: too many intermediates for path length constraint')
    return undefined
  }

  #fail(): never {
    if (this.#isUnfit) unfit()
    if (this.#signedBy.gaveUp || this.#tried > MAX_TRIED)
      throw unknownAuthority(
        'x509: signature check attempts limit reached while verifying certificate chain',
      )
    throw this.#problem ?? unknownAuthority('x509: certificate signed by unknown authority')
  }
}
