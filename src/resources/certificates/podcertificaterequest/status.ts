/** The final states of a PodCertificateRequest: each is a condition with status True. */
import type { PodCertificateRequest } from '../../../apis/certificates.ts'

export const ISSUED = 'Issued'
export const FAILED = 'Failed'

/** in the order in which error texts list them */
export const FINAL_TYPES: readonly string[] = [ISSUED, 'Denied', FAILED]

/** Returns one of {@link FINAL_TYPES}, or undefined if the request is pending. */
export const finalType = ({ status }: PodCertificateRequest): string | undefined =>
  status.conditions?.find((one) => one.status === 'True' && FINAL_TYPES.includes(one.type))?.type
