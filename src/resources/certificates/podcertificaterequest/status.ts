/** The state of a PodCertificateRequest: conditions with status True, which are final. */
import type {
  PodCertificateRequest,
  PodCertificateRequestStatus,
} from '../../../apis/certificates.ts'

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

const instant = (time: string | null | undefined): number | null =>
  typeof time === 'string' ? Date.parse(time) : null

/** Equal texts mean equal statuses (`equality.Semantic.DeepEqual`). */
const textOf = (status: PodCertificateRequestStatus): string =>
  JSON.stringify([
    status.conditions?.map((condition) => [
      condition.type,
      condition.status,
      condition.observedGeneration ?? 0,
      instant(condition.lastTransitionTime),
      condition.reason,
      condition.message,
    ]) ?? [],
    status.certificateChain ?? '',
    instant(status.notBefore),
    instant(status.beginRefreshAt),
    instant(status.notAfter),
  ])

export const isSameStatus = (
  a: PodCertificateRequestStatus,
  b: PodCertificateRequestStatus,
): boolean => a === b || textOf(a) === textOf(b)
