/** The state of a PodCertificateRequest: conditions with status True, which are final. */
import type { PodCertificateRequest } from '../../../apis/certificates.ts'

export const ISSUED = 'Issued'
export const FAILED = 'Failed'

/** in the order of error texts */
export const FINAL_TYPES: readonly string[] = [ISSUED, 'Denied', FAILED]

/** Returns one of {@link FINAL_TYPES}; undefined: pending. */
export const finalType = ({ status }: PodCertificateRequest): string | undefined =>
  status.conditions?.find((one) => one.status === 'True' && FINAL_TYPES.includes(one.type))?.type
