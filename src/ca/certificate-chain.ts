import type { Certificate } from './certificate.ts'
import { allowsClients, ChainWalk, dateProblem, unfit, unknownAuthority } from './chain-walk.ts'
import type { ClientCertificateError } from './client-certificate-error.ts'
import { findSigners, type SignedBy } from './signed-by.ts'

/** Cached result, valid from `from` to before `until`. */
interface Verdict {
  readonly from: number
  readonly until: number
  /** its text may show an earlier time than the current call's */
  readonly problem: ClientCertificateError | undefined
}

/**
 * Searches for a chain from a client certificate to a trusted CA: Go's `Certificate.Verify`.
 * Signatures are checked once; results are cached.
 */
export class ChainSearch {
  readonly leaf: Certificate
  readonly #intermediates: readonly Certificate[]
  readonly #authorities: readonly Certificate[]
  readonly #moments: readonly number[]
  #signedBy: SignedBy | undefined
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
    this.#intermediates = [...others.values()]
    this.#moments = [leaf, ...this.#intermediates, ...authorities].flatMap(
      ({ notBefore, notAfter }) => [notBefore, notAfter + 1],
    )
  }

  /** Returns Go's error if no chain is valid at `now` (milliseconds since the epoch). */
  problem(now: number): ClientCertificateError | undefined {
    let verdict = this.#verdict
    if (!verdict || now < verdict.from || now >= verdict.until)
      this.#verdict = verdict = {
        from: Math.max(...this.#moments.filter((moment) => moment <= now)),
        until: Math.min(...this.#moments.filter((moment) => moment > now)),
        problem: this.#search(now),
      }
    return verdict.problem
  }

  #search(now: number): ClientCertificateError | undefined {
    const { leaf } = this
    if (leaf.unhandledCritical.length > 0)
      return unknownAuthority('x509: unhandled critical extension')
    const tooEarlyOrLate = dateProblem(leaf, now)
    if (tooEarlyOrLate) return tooEarlyOrLate
    if (this.#authorities.some(({ raw }) => raw.equals(leaf.raw)))
      return allowsClients(leaf) ? undefined : unfit()
    this.#signedBy ??= findSigners(leaf, this.#intermediates, this.#authorities)
    return new ChainWalk(this.#signedBy, this.#authorities, now).problem(leaf)
  }
}
