import { type CertificateSigningRequest, conditionsOf } from '../api/kinds/certificates.ts'

const HOUR = 3_600_000

export interface CleanUp {
  /** as in "requests that are …" */
  readonly state: 'issued' | 'denied' | 'failed' | 'pending' | 'approved but not issued'
  /** as in "are kept for …" */
  readonly kept: string
  /** the earliest moment, milliseconds since the epoch; the cleaner comes by once an hour */
  readonly at: number
}

const due = (
  state: CleanUp['state'],
  hours: number,
  since: string | null | undefined,
): CleanUp[] => {
  const start = typeof since === 'string' ? Date.parse(since) : NaN
  if (Number.isNaN(start)) return []
  return [{ state, kept: hours === 1 ? 'an hour' : `${hours} hours`, at: start + hours * HOUR }]
}

/** When the cleaner may delete a request as it is now, and why (`pkg/controller/certificates/cleaner`). */
export const cleanUp = (csr: CertificateSigningRequest): CleanUp | undefined => {
  const { certificate = '', conditions = [] } = csr.status
  const since = (type: string): string | null | undefined =>
    conditionsOf(csr, type)[0]?.lastUpdateTime
  const reasons = [
    ...(certificate === '' ? [] : due('issued', 1, since('Approved'))),
    ...due('denied', 1, since('Denied')),
    ...due('failed', 1, since('Failed')),
    ...(conditions.length === 0 ? due('pending', 24, csr.metadata.creationTimestamp) : []),
    ...(certificate === '' ? due('approved but not issued', 24, since('Approved')) : []),
  ]
  return reasons.sort((a, b) => a.at - b.at)[0]
}
