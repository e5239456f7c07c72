/** The state of a PodCertificateRequest: conditions with status True, which are final. */
import type { PodCertificateRequest } from '../../../apis/certificates.ts'

export const ISSUED = 'Issued'
const DENIED = 'Denied'
export const FAILED = 'Failed'

/** in the order of error texts */
export const FINAL_TYPES = [ISSUED, DENIED, FAILED] as const

type HasStatus = Pick<PodCertificateRequest, 'status'>

const has = ({ status }: HasStatus, type: string): boolean =>
  status.conditions?.some((condition) => condition.type === type && condition.status === 'True') ??
  false

export const isIssued = (request: HasStatus): boolean => has(request, ISSUED)

export const isDeniedOrFailed = (request: HasStatus): boolean =>
  has(request, DENIED) || has(request, FAILED)

export const isFinal = (request: HasStatus): boolean =>
  isIssued(request) || isDeniedOrFailed(request)
