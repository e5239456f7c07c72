import type { CertificateSigningRequest } from '../../../apis/certificates.ts'
import { declare } from '../../declare.ts'
import { approval, status, strategy } from './strategy.ts'
import { columns } from './table.ts'

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
  columns,
  selectableFields: { 'spec.signerName': ({ spec }) => spec.signerName },
})
