import type { CertificateSigningRequest } from '../apis/certificates.ts'
import type { ObjectClient } from './object-client.ts'
import { explaining } from './errors.ts'
import { type CertificateRequest, parseRequest } from '../ca/request.ts'

interface NewCondition {
  readonly type: 'Approved' | 'Denied' | 'Failed'
  readonly reason: string
  readonly message: string
}

/** Adds a condition with status True, whose times the API server sets. */
export const addCondition = async (
  client: ObjectClient<CertificateSigningRequest>,
  csr: CertificateSigningRequest,
  condition: NewCondition,
): Promise<void> => {
  const [subresource, doing] =
    condition.type === 'Failed'
      ? ['status', 'error adding failure condition for csr']
      : ['approval', 'error updating approval for csr']
  const times = { lastUpdateTime: null, lastTransitionTime: null }
  const conditions = [...(csr.status.conditions ?? []), { ...condition, status: 'True', ...times }]
  await explaining(doing, () =>
    client.update({ ...csr, status: { ...csr.status, conditions } }, subresource),
  )
}

export const parsedRequest = ({
  metadata,
  spec,
}: CertificateSigningRequest): Promise<CertificateRequest> =>
  explaining(`unable to parse csr "${metadata.name}"`, () => parseRequest(spec.request ?? ''))
