/** Options of a new hosted cluster, in the words of the body of `POST /csrlab/v1/clusters`. */
/** How much one cluster may use, so that it cannot starve the others. */
export interface ClusterLimits {
  readonly objects: number
  /** of their values together, as they are stored */
  readonly bytes: number
  readonly requestsPerSecond: number
  /** open at a time */
  readonly watches: number
}

/** Options in which a hosted cluster may differ from its host, in the words of a program's options. */
export interface HostedOptions {
  /** without the host's feature gates and API versions, which may be unknown to this one */
  readonly kubernetesVersion?: string
  readonly featureGates?: Readonly<Record<string, boolean>>
  readonly runtimeConfig?: Readonly<Record<string, boolean>>
  readonly hints?: boolean | 'short' | 'full'
  /** the time at its first start: `frozen` stands still, a time of RFC 3339 runs from there */
  readonly clock?: string
  readonly clusterSigningDuration?: string
  readonly signerDelay?: string
  readonly podCertificateSigner?: string
  /** documents in YAML or JSON, for the first start and for each reset */
  readonly populate?: string
}
