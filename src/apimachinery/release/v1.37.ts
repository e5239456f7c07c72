/** Kubernetes 1.37: changes from 1.36. */
import { alpha, betaOn, ga } from './gates.ts'
import type { ReleaseFacts } from './release.ts'
import { v136 } from './v1.36.ts'

export const v137: ReleaseFacts = {
  name: '1.37',
  version: 'v1.37.0',
  goVersion: 'go1.26.0',
  buildDate: '2026-08-26T00:00:00Z',
  gates: {
    ...v136.gates,
    PodCertificateRequest: ga,
    ClusterTrustBundle: ga,
    ClusterTrustBundleProjection: ga,
    APIServerWebhookAuthenticationToken: alpha,
    ExcludeAdmissionWebhookVirtualResources: betaOn,
    WatchListCompression: betaOn,
    EtcdRangeStream: betaOn,
    WebhookRoundTripLoadBalancing: betaOn,
    ManifestBasedAdmissionControlConfig: betaOn,
    AllowUnsafeMalformedObjectDeletion: betaOn,
    ConcurrentWatchObjectDecode: betaOn,
    StorageVersionMigrator: ga,
  },
  changes: new Set([
    ...v136.changes,
    'DeclarativeDecisions',
    'DeviceTaintRules',
    'IndexedOwnerReferences',
    'NewerPodFields',
    'PatchReadFirst',
    'PodCertificateResetFields',
    'PodCertificateSignerOfVolume',
    'PodCertificatesV1',
    'RequiredConditionFields',
    'UpdatesCreateAfresh',
  ]),
  servedBesides: v136.servedBesides,
}
