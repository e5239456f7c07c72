import type { CertificateSigningRequest } from '../../../api/kinds/certificates.ts'
import type { Resource } from '../../../registry/resource.ts'
import { type ObserveDuration, observedDuration } from './durations.ts'
import { approvalStrategy, mainStrategy, statusStrategy } from './strategy.ts'
import { columns } from './table.ts'

/** `observe` is told of every certificate that a durable write of /status brought to a request for a duration. */
export const certificateSigningRequests = (
  observe: ObserveDuration,
): Resource<CertificateSigningRequest> => ({
  group: 'certificates.k8s.io',
  resource: 'certificatesigningrequests',
  singular: 'certificatesigningrequest',
  kind: 'CertificateSigningRequest',
  shortNames: ['csr'],
  namespaced: false,
  storageVersion: 'v1',
  versions: [{ version: 'v1' }],
  storagePrefix: '/registry/certificatesigningrequests/',
  strategy: mainStrategy,
  descriptions: {
    create: 'Create a CertificateSigningRequest. Its creator is recorded in the spec.',
    delete: 'Delete a CertificateSigningRequest. A certificate that was issued stays valid.',
  },
  subresources: {
    approval: {
      strategy: approvalStrategy,
      table: false,
      descriptions: {
        get: 'Read the decision about a CertificateSigningRequest.',
        update: 'Replace the conditions of a CertificateSigningRequest, and so approve or deny it.',
        patch: 'Change parts of the conditions of a CertificateSigningRequest.',
      },
    },
    status: {
      strategy: statusStrategy,
      table: true,
      descriptions: {
        update:
          'Replace the status of a CertificateSigningRequest, as a signer does to hand out the certificate.',
      },
    },
  },
  columns,
  fieldSelectors: {
    labels: ['metadata.name', 'spec.signerName'],
    valuesOf: ({ metadata, spec }) => ({
      'metadata.name': metadata.name ?? '',
      'spec.signerName': spec.signerName,
    }),
    unsupported: (label) => `field label not supported: ${label}`,
  },
  afterUpdate: (_context, _subresource, object, old) => {
    const observed = observedDuration(object, old)
    if (observed !== undefined) observe(observed)
  },
})
