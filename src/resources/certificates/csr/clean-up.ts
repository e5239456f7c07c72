/** The cleaner's rules for CSRs (`pkg/controller/certificates/cleaner`). */
import { type CertificateSigningRequest, conditionsOf } from '../../../apis/certificates.ts'
import { parseCertificates } from '../../../ca/certificate.ts'
import { ifReadable } from '../../../ca/errors.ts'
import { decodePem } from '../../../ca/pem.ts'
import type { ReleaseFeatures } from '../../../apimachinery/release/release.ts'

type CSR = CertificateSigningRequest

const HOUR = 3_600_000

interface CleanUp {
  readonly state: 'issued' | 'denied' | 'failed' | 'pending' | 'approved but not issued' | 'expired'
  /** when the CSR may be deleted, milliseconds since the epoch; the cleaner runs hourly */
  readonly at: number
}

const due = (
  state: CleanUp['state'],
  hours: number,
  since: string | null | undefined,
): CleanUp[] => {
  const start = typeof since === 'string' ? Date.parse(since) : NaN
  if (Number.isNaN(start)) return []
  return [{ state, at: start + hours * HOUR + 1 }]
}

const expiry = (certificate: string): CleanUp[] => {
  const block = decodePem(Buffer.from(certificate, 'base64'))
  if (block === undefined) return []
  const [first] = ifReadable(() => parseCertificates(block.der)) ?? []
  return first === undefined ? [] : [{ state: 'expired', at: first.notAfter + 1 }]
}

/**
 * Returns the rule that deletes the CSR first; undefined if no rule applies. The status of
 * conditions has no effect.
 */
export const cleanUp = (csr: CSR, release: ReleaseFeatures): CleanUp | undefined => {
  const { certificate = '', conditions = [] } = csr.status
  const isIssued = certificate !== ''
  const since = (state: CleanUp['state'], hours: number, type: string): CleanUp[] =>
    conditionsOf(csr, type).flatMap(({ lastUpdateTime }) => due(state, hours, lastUpdateTime))
  const rules = [
    ...(isIssued
      ? since('issued', 1, 'Approved')
      : release.has('UnissuedCleanUp')
        ? since('approved but not issued', 24, 'Approved')
        : []),
    ...since('denied', 1, 'Denied'),
    ...since('failed', 1, 'Failed'),
    ...(conditions.length === 0 ? due('pending', 24, csr.metadata.creationTimestamp) : []),
    ...(isIssued && conditionsOf(csr, 'Approved').length > 0 ? expiry(certificate) : []),
  ]
  return rules.sort((a, b) => a.at - b.at)[0]
}
