import type { Certificate } from './certificate.ts'
import { allowsClients, checkChain, dateProblem, unfit, unknownAuthority } from './chain-walk.ts'
import { findSigners } from './signed-by.ts'

/**
 * Checks at a time, in milliseconds since the epoch, that a chain is valid. Throws
 * ClientCertificateError with Go's text if there is none.
 */
export type ChainCheck = (now: number) => void

/**
 * Searches for a chain from a client certificate to a trusted CA: Go's `Certificate.Verify`, for
 * certificates in any order. Signatures are checked once; a check takes less than a microsecond
 * for usual chains.
 *
 * @param intermediates certificates that the client sent with the leaf
 * @param authorities trusted CAs
 */
export const chainCheck = (
  leaf: Certificate,
  intermediates: readonly Certificate[],
  authorities: readonly Certificate[],
): ChainCheck => {
  const others = new Map(intermediates.map((each) => [each.raw.toString('latin1'), each]))
  for (const { raw } of [leaf, ...authorities]) others.delete(raw.toString('latin1'))
  const signedBy = findSigners(leaf, [...others.values()], authorities)
  return (now) => {
    if (leaf.unhandledCritical.length > 0)
      throw unknownAuthority('x509: unhandled critical extension')
    const tooEarlyOrLate = dateProblem(leaf, now)
    if (tooEarlyOrLate) throw tooEarlyOrLate
    if (!authorities.some(({ raw }) => raw.equals(leaf.raw)))
      checkChain(leaf, signedBy, authorities, now)
    else if (!allowsClients(leaf)) throw unfit()
  }
}
