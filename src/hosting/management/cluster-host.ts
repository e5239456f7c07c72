import type { ClusterLimits, HostedOptions } from '../../testing/bodies/cluster-wishes.ts'

export interface ClusterWish extends HostedOptions {
  readonly names: readonly string[]
  /** lifetime, milliseconds; undefined: until deleted */
  readonly ttlMs?: number | undefined
  /** a snapshot of the host, as the initial objects */
  readonly template?: string | undefined
  readonly limits?: Partial<ClusterLimits> | undefined
}

export type { ClusterInfo as HostedClusterView } from '../../testing/generated/bodies.d.ts'

/**
 * How a kubeconfig addresses a cluster: by server name in the handshake, or by path on the host.
 */
export type ClusterWay = 'name' | 'path'

export const MOST_AT_ONCE = 10_000

export const DEFAULT_LIMITS: ClusterLimits = {
  objects: 10_000,
  bytes: 64 * 1024 * 1024,
  requestsPerSecond: 500,
  watches: 500,
}
