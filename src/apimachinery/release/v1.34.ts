/** Kubernetes 1.34, the oldest supported release. */
import { alpha, betaOff, betaOn } from './gates.ts'
import type { ReleaseFacts } from './release.ts'

export const v134: ReleaseFacts = {
  name: '1.34',
  version: 'v1.34.9',
  goVersion: 'go1.24.5',
  buildDate: '2025-08-27T10:17:43Z',
  gates: {
    PodCertificateRequest: alpha,
    // off in a release; on here with v1beta1, as in the recorded control plane
    ClusterTrustBundle: betaOn,
    ClusterTrustBundleProjection: betaOff,
    ComponentStatusz: alpha,
    ComponentFlagz: alpha,
    DeclarativeValidation: betaOn,
    ExternalServiceAccountTokenSigner: betaOn,
    AllowUnsafeMalformedObjectDeletion: alpha,
    ConcurrentWatchObjectDecode: betaOff,
    CBORServingAndStorage: alpha,
    StorageVersionMigrator: alpha,
    RelaxedServiceNameValidation: alpha,
  },
  changes: new Set(),
  servedBesides: new Set(['certificates.k8s.io/v1beta1']),
}
