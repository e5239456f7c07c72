import type { Certificate } from './certificate.ts'
import { allowsClients, ChainWalk, dateProblem, unfit, unknownAuthority } from './chain-walk.ts'
import { findSigners, type SignedBy } from './signed-by.ts'

/**
 * Searches for a chain from a client certificate to a trusted CA: Go's `Certificate.Verify`, for
 * certificates in any order. Signatures are checked once.
 */
export class ChainSearch {
  readonly leaf: Certificate
  readonly #authorities: readonly Certificate[]
  readonly #signedBy: SignedBy

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
    this.#signedBy = findSigners(leaf, [...others.values()], authorities)
  }

  /**
   * Checks that a chain is valid now, in less than a microsecond for usual chains.
   *
   * @param now milliseconds since the epoch
   * @throws ClientCertificateError with Go's text if there is none
   */
  check(now: number): void {
    const { leaf } = this
    if (leaf.unhandledCritical.length > 0)
      throw unknownAuthority('x509: unhandled critical extension')
    const tooEarlyOrLate = dateProblem(leaf, now)
    if (tooEarlyOrLate) throw tooEarlyOrLate
    if (this.#authorities.some(({ raw }) => raw.equals(leaf.raw))) {
      if (!allowsClients(leaf)) throw unfit()
      return
    }
    new ChainWalk(this.#signedBy, this.#authorities, now).check(leaf)
  }
}
