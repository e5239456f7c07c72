/** The folders of recordings, with matching server options. */
import type { ServerOptions } from '../../src/server/options.ts'

export const FOLDERS = {
  'v1.34': { kubernetesVersion: 'v1.34.9' },
  'v1.36': { kubernetesVersion: 'v1.36.3' },
  'v1.36-features': {
    kubernetesVersion: 'v1.36.3',
    featureGates: { PodCertificateRequest: true, ClusterTrustBundle: true },
    runtimeConfig: { 'certificates.k8s.io/v1beta1': true },
  },
} as const satisfies Readonly<Record<string, ServerOptions>>
