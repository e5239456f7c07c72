import type { ClusterTrustBundle } from '../../../apis/certificates.ts'
import { declare } from '../../declare.ts'
import { bundleNameErrors, validateCreate, validateUpdate } from './validation.ts'
import { column, nameColumn } from '../../../apiserver/registry/columns.ts'

export const clusterTrustBundles = declare<ClusterTrustBundle>({
  group: 'certificates.k8s.io',
  kind: 'ClusterTrustBundle',
  namespaced: false,
  gate: 'ClusterTrustBundle',
  storageVersion: 'v1beta1',
  versions: [
    { version: 'v1', since: 'PodCertificatesV1' },
    {
      version: 'v1beta1',
      deprecation: {
        since: 'PodCertificatesV1',
        text: 'is deprecated in v1.37+, unavailable in v1.40+; use certificates.k8s.io/v1 ClusterTrustBundle',
      },
    },
    {
      version: 'v1alpha1',
      deprecation: { text: 'is deprecated in v1.34+, unavailable in v1.37+' },
      until: 'PodCertificatesV1',
    },
  ],
  strategy: {
    allowUnconditionalUpdate: false,
    nameErrors: bundleNameErrors,
    validate: validateCreate,
    validateUpdate,
  },
  // no Age column, as in Kubernetes
  columns: [
    nameColumn,
    column(
      'SignerName',
      'The signer that the bundle belongs to.',
      ({ spec }) => spec.signerName || '<none>',
    ),
  ],
  selectableFields: { 'spec.signerName': ({ spec }) => spec.signerName ?? '' },
})
