import type { Certificate } from './certificate.ts'
import { allowsClients, chainProblem, dateProblem, unfit, unknownAuthority } from './chain-walk.ts'
import type { ClientCertificateError } from './client-certificate-error.ts'
import { findSigners, type SignedBy } from './signed-by.ts'

/** Cached result, valid while `from` <= now < `until`. */
interface Verdict {
  readonly from: number
  readonly until: number
  /** its text shows the time of the call that filled the cache */
  readonly problem: ClientCertificateError | undefined
}

/**
 * Searches for a chain from a client certificate to a trusted CA: Go's `Certificate.Verify`.
 * Signatures are checked once; results are cached.
 *
 * @param intermediates in any order
 * @returns a function that returns Go's error if no chain is valid at `now` (milliseconds since the
 * epoch)
 */
export const chainSearch = (
  leaf: Certificate,
  intermediates: readonly Certificate[],
  authorities: readonly Certificate[],
) => {
  const others = new Map(intermediates.map((each) => [each.raw.toString('latin1'), each]))
  for (const { raw } of [leaf, ...authorities]) others.delete(raw.toString('latin1'))
  const between = [...others.values()]
  const moments = [leaf, ...between, ...authorities].flatMap(({ notBefore, notAfter }) => [
    notBefore,
    notAfter + 1,
  ])
  let signedBy: SignedBy | undefined
  let verdict: Verdict | undefined

  const search = (now: number): ClientCertificateError | undefined => {
    if (leaf.unhandledCritical.length > 0)
      return unknownAuthority('x509: unhandled critical extension')
    const tooEarlyOrLate = dateProblem(leaf, now)
    if (tooEarlyOrLate) return tooEarlyOrLate
    if (authorities.some(({ raw }) => raw.equals(leaf.raw)))
      return allowsClients(leaf) ? undefined : unfit()
    signedBy ??= findSigners(leaf, between, authorities)
    return chainProblem(leaf, signedBy, authorities, now)
  }

  return (now: number): ClientCertificateError | undefined => {
    if (!verdict || now < verdict.from || now >= verdict.until)
      verdict = {
        from: Math.max(...moments.filter((moment) => moment <= now)),
        until: Math.min(...moments.filter((moment) => moment > now)),
        problem: search(now),
      }
    return verdict.problem
  }
}
