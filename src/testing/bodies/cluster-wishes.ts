/** Options of `POST /csrlab/v1/clusters`. */
/** Quota of one cluster. */
export interface ClusterLimits {
  readonly objects: number
  /** of all stored values */
  readonly bytes: number
  readonly requestsPerSecond: number
  /** at a time */
  readonly watches: number
}

/** Options in which a hosted cluster may differ from its host. */
export interface HostedOptions {
  /** drops the host's feature gates and API versions */
  readonly kubernetesVersion?: string
  readonly featureGates?: Readonly<Record<string, boolean>>
  readonly runtimeConfig?: Readonly<Record<string, boolean>>
  readonly hints?: boolean | 'short' | 'full'
  /** the time at its first start: `frozen`, or a time of RFC 3339 */
  readonly clock?: string
  readonly clusterSigningDuration?: string
  readonly signerDelay?: string
  readonly podCertificateSigner?: string
  /** documents in YAML or JSON, for the first start and each reset */
  readonly populate?: string
}
