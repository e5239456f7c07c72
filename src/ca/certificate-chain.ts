import type { Certificate } from './certificate.ts'
import { type Chain, ChainWalk, dateProblem, fit, unfit, unknownAuthority } from './chain-walk.ts'
import { ClientCertificateError } from './client-certificate-error.ts'
import { findSigners, type SignedBy } from './signed-by.ts'

/** From one moment to another, in milliseconds since the epoch: from `from` on, and before `until`. */
export interface Span {
  readonly from: number
  readonly until: number
}

/** What came of a search, and when it holds. */
interface Verdict extends Span {
  readonly chain?: Chain
  /** with the time at which it was made, if it tells one */
  readonly error?: ClientCertificateError
}

/**
 * The way from a client's certificate to a trusted CA: Go's `Certificate.Verify` for client certificates, whatever the order in which
 * certificates came. Signatures are checked once, when first asked; dates each time.
 */
export class ChainSearch {
  readonly leaf: Certificate
  readonly #intermediates: readonly Certificate[]
  readonly #authorities: readonly Certificate[]
  readonly #moments: readonly number[]
  #signedBy: SignedBy | undefined
  #verdict: Verdict | undefined

  /**
   * @param intermediates what the client sent beside the leaf, in any order
   * @param authorities the CAs that are trusted, whatever signed them
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

  /** Whether there is more to go by than the leaf. */
  get hasIntermediates(): boolean {
    return this.#intermediates.length > 0
  }

  /**
   * The chain that counts now, and as long as what is returned says.
   *
   * @param now milliseconds since the epoch
   * @throws ClientCertificateError with Go's text when there is none
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
