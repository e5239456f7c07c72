/** Deletes requests that nobody needs any more (`pkg/controller/certificates/cleaner`; csr.md section 5.5). */
import { type CertificateSigningRequest, conditionsOf } from '../api/certificates.ts'
import { X509Error } from '../ca/errors.ts'
import { parseCertificatesPem } from '../ca/certificate.ts'
import type { Controller } from './controller.ts'
import type { CsrControllerParts } from './parts.ts'

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

/** The first certificate has ended; what cannot be read has not. */
const isExpired = (certificate: string, now: number): boolean => {
  try {
    const [first] = parseCertificatesPem(Buffer.from(certificate, 'base64'))
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
  let cancel: (() => void) | undefined
  let running: Promise<void> = Promise.resolve()
  let stopped = false
  const sweep = async (): Promise<void> => {
    for (const csr of client.list()) {
      if (stopped) return
      const reason = cleanupReason(csr, clock.now())
      if (reason === undefined) continue
      try {
        await client.delete(csr.metadata.name ?? '')
      } catch (error) {
        log.error({ err: error }, `unable to delete CSR "${csr.metadata.name}"`)
      }
    }
  }
  const run = (): void => {
    running = sweep().catch((error: unknown) => log.error({ err: error }, 'unable to list CSRs'))
    cancel = clock.after(INTERVAL_MS, run)
  }
  return {
    name: 'certificatesigningrequest-cleaner-controller',
    start: run,
    stop: async () => {
      stopped = true
      cancel?.()
      await running
    },
  }
}
