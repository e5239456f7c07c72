import type { Certificate } from './certificate.ts'
import { type Chain, ChainWalk, dateProblem, fit, unfit, unknownAuthority } from './chain-walk.ts'
import { ClientCertificateError } from './client-certificate-error.ts'
import { findSigners, type SignedBy } from './signed-by.ts'

/** Period in milliseconds since the epoch, `until` excluded. */
export interface Span {
  readonly from: number
  readonly until: number
}

/** Result of a search and the period in which it holds. */
interface Verdict extends Span {
  readonly chain?: Chain
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

  get hasIntermediates(): boolean {
    return this.#intermediates.length > 0
  }

  /**
   * Returns a chain that is valid now, and the period in which this result holds.
   *
   * @param now milliseconds since the epoch
   * @throws ClientCertificateError with Go's text if there is none
   */
  at(now: number): Span & { readonly chain: Chain } {
    let verdict = this.#verdict
    if (!verdict || now < verdict.from || now >= verdict.until)
      this.#verdict = verdict = this.#judge(now)
    const { chain, error, from, until } = verdict
    if (error) throw error
    return { chain: chain!, from, until }
  }

  #judge(now: number): Verdict {
    const span = {
      from: Math.max(...this.#moments.filter((moment) => moment <= now)),
      until: Math.min(...this.#moments.filter((moment) => moment > now)),
    }
    try {
      return { ...span, chain: this.#search(now) }
    } catch (error) {
      if (error instanceof ClientCertificateError) return { ...span, error }
      throw error
    }
  }

  #search(now: number): Chain {
    const { leaf } = this
    if (leaf.unhandledCritical.length > 0)
      throw unknownAuthority('x509: unhandled critical extension')
    const tooEarlyOrLate = dateProblem(leaf, now)
    if (tooEarlyOrLate) throw tooEarlyOrLate
    if (this.#authorities.some(({ raw }) => raw.equals(leaf.raw))) return fit([leaf]) ?? unfit()
    this.#signedBy ??= findSigners(leaf, this.#intermediates, this.#authorities)
    return new ChainWalk(this.#signedBy, this.#authorities, now).from(leaf)
  }
}
