import type { Certificate } from './certificate.ts'
import { allowsClients, ChainWalk, dateProblem, unfit, unknownAuthority } from './chain-walk.ts'
import { ClientCertificateError } from './client-certificate-error.ts'
import { findSigners, type SignedBy } from './signed-by.ts'

/** Result of a search and the period in which it holds, `until` excluded. */
interface Verdict {
  readonly from: number
  readonly until: number
  /** the message may show the time of the search, not of the current call */
  readonly error?: ClientCertificateError
}

/**
 * Searches for a chain from a client certificate to a trusted CA: Go's `Certificate.Verify`, for
 * certificates in any order. Signatures are checked once; results are cached while they hold.
 */
export class ChainSearch {
  readonly leaf: Certificate
  readonly #intermediates: readonly Certificate[]
  readonly #authorities: readonly Certificate[]
  readonly #moments: readonly number[]
  #signedBy: SignedBy | undefined
  #verdict: Verdict | undefined

  /**
   * @param intermediates certificates that the client sent with the leaf
   * @param authorities trusted CAs
   */
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

  /**
   * Checks that a chain is valid now.
   *
   * @param now milliseconds since the epoch
   * @throws ClientCertificateError with Go's text if there is none
   */
  check(now: number): void {
    let verdict = this.#verdict
    if (!verdict || now < verdict.from || now >= verdict.until)
      this.#verdict = verdict = this.#judge(now)
    if (verdict.error) throw verdict.error
  }

  #judge(now: number): Verdict {
    const span = {
      from: Math.max(...this.#moments.filter((moment) => moment <= now)),
      until: Math.min(...this.#moments.filter((moment) => moment > now)),
    }
    try {
      this.#search(now)
      return span
    } catch (error) {
      if (error instanceof ClientCertificateError) return { ...span, error }
      throw error
    }
  }

  #search(now: number): void {
    const { leaf } = this
    if (leaf.unhandledCritical.length > 0)
      throw unknownAuthority('x509: unhandled critical extension')
    const tooEarlyOrLate = dateProblem(leaf, now)
    if (tooEarlyOrLate) throw tooEarlyOrLate
    if (this.#authorities.some(({ raw }) => raw.equals(leaf.raw))) {
      if (!allowsClients(leaf)) throw unfit()
      return
    }
    this.#signedBy ??= findSigners(leaf, this.#intermediates, this.#authorities)
    new ChainWalk(this.#signedBy, this.#authorities, now).check(leaf)
  }
}
