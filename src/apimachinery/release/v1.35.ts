/** Kubernetes 1.35: changes from 1.34. */
import { alpha, betaOff, betaOn } from './gates.ts'
import type { ReleaseFacts } from './release.ts'
import { v134 } from './v1.34.ts'

export const v135: ReleaseFacts = {
  name: '1.35',
  version: 'v1.35.6',
  goVersion: 'go1.25.0',
  buildDate: '2025-12-17T00:00:00Z',
  gates: {
    ...v134.gates,
    PodCertificateRequest: betaOff,
    ClusterTrustBundle: betaOff,
    ConstrainedImpersonation: alpha,
    StorageVersionMigrator: betaOff,
    StructuredAuthenticationConfigurationJWKSMetrics: betaOn,
    AuthorizePodWebsocketUpgradeCreatePermission: betaOn,
  },
  changes: new Set([
    ...v134.changes,
    'AccountsWithoutSecrets',
    'BytesAreNoList',
    'ComparingTolerations',
    'DeclaredNodeFeatures',
    'DeleteOptionsBadRequest',
    'EmptyLastLabelValues',
    'EventsOfBothGroups',
    'LabelKeyTexts',
    'Latin1Names',
    'PodCertificateRequestsV1beta1',
    'PodLevelResourceStatus',
    'UnissuedCleanUp',
    'WorkloadReferences',
  ]),
  servedBesides: new Set(),
}
