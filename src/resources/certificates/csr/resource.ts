import type { CertificateSigningRequest } from '../../../apis/certificates.ts'
import { declare } from '../../declare.ts'
import { approval, status, strategy } from './strategy.ts'
import { humanDuration } from '../../../apimachinery/duration.ts'
import { ageColumn, column } from '../../../apiserver/registry/columns.ts'

type CSR = CertificateSigningRequest

/** The status of conditions has no effect (`pkg/printers/internalversion`). */
const conditionCell = ({ status }: CSR): string => {
  const types = new Set(status.conditions?.map(({ type }) => type))
  let cell = types.has('Denied') ? 'Denied' : types.has('Approved') ? 'Approved' : 'Pending'
  if (types.has('Failed')) cell += ',Failed'
  if ((status.certificate ?? '') !== '') cell += ',Issued'
  return cell
}

export const certificateSigningRequests = declare<CertificateSigningRequest>({
  group: 'certificates.k8s.io',
  kind: 'CertificateSigningRequest',
  shortNames: ['csr'],
  namespaced: false,
  strategy,
  descriptions: {
    create: 'Create a CertificateSigningRequest. Its creator is recorded in the spec.',
    delete: 'Delete a CertificateSigningRequest. An issued certificate stays valid.',
  },
  subresources: {
    approval: {
      ...approval,
      descriptions: {
        get: 'Read the decision on a CertificateSigningRequest.',
        update: 'Approve or deny a CertificateSigningRequest by replacing its conditions.',
        patch: 'Patch the conditions of a CertificateSigningRequest.',
      },
    },
    status: {
      ...status,
      descriptions: {
        update:
          'Replace the status of a CertificateSigningRequest, as a signer does to issue the certificate.',
      },
    },
  },
  columns: [
    column(
      'Name',
      'The name of the request, not of the user that it is for.',
      (csr) => csr.metadata.name ?? '',
      { format: 'name' },
    ),
    ageColumn,
    column(
      'SignerName',
      'The signer that the request is addressed to.',
      (csr) => csr.spec.signerName || '<none>',
    ),
    column('Requestor', 'The user who created the request.', (csr) => csr.spec.username ?? ''),
    column('RequestedDuration', 'The requested validity of the certificate.', (csr) =>
      csr.spec.expirationSeconds === undefined
        ? '<none>'
        : humanDuration(csr.spec.expirationSeconds * 1000),
    ),
    column(
      'Condition',
      'The state of the request: Pending, Approved or Denied; Failed or Issued may follow.',
      conditionCell,
    ),
  ],
  selectableFields: { 'spec.signerName': ({ spec }) => spec.signerName },
})
