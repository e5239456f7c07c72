/** Deletes requests that nobody needs any more (`pkg/controller/certificates/cleaner`). */
import { type CertificateSigningRequest, conditionsOf } from '../api/kinds/certificates.ts'
import { parseCertificates } from '../ca/certificate.ts'
import { X509Error } from '../ca/errors.ts'
import { decodePem } from '../ca/pem.ts'
import type { Controller } from './controller.ts'
import type { CsrControllerParts } from './parts.ts'
import { periodically } from './periodically.ts'

type CSR = CertificateSigningRequest

const HOUR = 3_600_000
const INTERVAL_MS = HOUR
const AFTER = {
  issued: HOUR,
  denied: HOUR,
  failed: HOUR,
  pending: 24 * HOUR,
  approvedUnissued: 24 * HOUR,
} as const

/** The time is set and strictly longer ago than `age`. */
const olderThan = (time: string | null | undefined, age: number, now: number): boolean =>
  typeof time === 'string' && now - Date.parse(time) > age

const anyOlder = (csr: CSR, type: string, age: number, now: number): boolean =>
  conditionsOf(csr, type).some(({ lastUpdateTime }) => olderThan(lastUpdateTime, age, now))

/** The first certificate of the first block has ended; what cannot be read has not. */
const isExpired = (certificate: string, now: number): boolean => {
  const block = decodePem(Buffer.from(certificate, 'base64'))
  if (block === undefined) return false
  try {
    const [first] = parseCertificates(block.der)
    return first !== undefined && first.notAfter < now
  } catch (error) {
    if (error instanceof X509Error) return false
    throw error
  }
}

/** Why a request may go, or undefined. Only the types of its conditions count, not their status. */
export const cleanupReason = (
  csr: CSR,
  now: number,
): keyof typeof AFTER | 'expired' | undefined => {
  const { certificate = '', conditions = [] } = csr.status
  const issued = certificate !== ''
  if (issued && anyOlder(csr, 'Approved', AFTER.issued, now)) return 'issued'
  if (anyOlder(csr, 'Denied', AFTER.denied, now)) return 'denied'
  if (anyOlder(csr, 'Failed', AFTER.failed, now)) return 'failed'
  if (conditions.length === 0 && olderThan(csr.metadata.creationTimestamp, AFTER.pending, now))
    return 'pending'
  if (issued && conditionsOf(csr, 'Approved').length > 0 && isExpired(certificate, now))
    return 'expired'
  if (!issued && anyOlder(csr, 'Approved', AFTER.approvedUnissued, now)) return 'approvedUnissued'
  return undefined
}

export const csrCleaner = ({ client, clock, log }: CsrControllerParts): Controller => {
  const remove = async ({ metadata: { name = '' } }: CSR): Promise<void> => {
    try {
      await client.delete(name)
    } catch (error) {
      log.error({ err: error }, `unable to delete CSR "${name}"`)
    }
  }
  return periodically({
    name: 'certificatesigningrequest-cleaner-controller',
    clock,
    intervalMs: INTERVAL_MS,
    rows: () => client.rows(),
    look: (rows) => {
      const now = clock.now()
      const requests = rows.map((row) => client.decode(row))
      return Promise.all(
        requests.filter((csr) => cleanupReason(csr, now) !== undefined).map(remove),
      )
    },
  })
}
