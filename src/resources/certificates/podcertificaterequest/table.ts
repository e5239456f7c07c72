import type { PodCertificateRequest } from '../../../apis/certificates.ts'
import { column, nameColumn } from '../../../apiserver/registry/columns.ts'
import type { Column } from '../../../apiserver/registry/resource.ts'
import { FINAL_TYPES } from './status.ts'

/** The last condition of a known type, whatever its status (`printers/internalversion`, 1.36). */
const stateCell = ({ status }: PodCertificateRequest): string =>
  status.conditions?.findLast(({ type }) => (FINAL_TYPES as readonly string[]).includes(type))
    ?.type ?? 'Pending'

const annotationCell = ({ spec }: PodCertificateRequest): string => {
  const entries = Object.entries(spec.unverifiedUserAnnotations ?? {})
  if (entries.length === 0) return '<none>'
  return entries
    .map((entry) => entry.join('='))
    .sort()
    .join(',')
}

/** Without an age, like the real printer. */
export const columns: readonly Column<PodCertificateRequest>[] = [
  nameColumn,
  column('PodName', 'The pod that the certificate is for.', ({ spec }) => spec.podName),
  column(
    'ServiceAccountName',
    'The service account that the pod runs as.',
    ({ spec }) => spec.serviceAccountName,
  ),
  column('NodeName', 'The node of the pod.', ({ spec }) => spec.nodeName),
  column(
    'SignerName',
    'The signer that the request is addressed to.',
    ({ spec }) => spec.signerName,
  ),
  column('State', 'The state of the request: Pending, Issued, Denied or Failed.', stateCell),
  column(
    'UnverifiedUserAnnotations',
    'Unverified information from the pod for the signer.',
    annotationCell,
    { since: 'PodCertificateRequestsV1beta1' },
  ),
]
