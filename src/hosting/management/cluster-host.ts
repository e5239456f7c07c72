/** Bodies of the management API of hosted clusters. */
import type { ClusterLimits, HostedOptions } from '../../testing/bodies/cluster-wishes.ts'

/** New clusters, all alike but for their names. */
export interface ClusterWish extends HostedOptions {
  readonly names: readonly string[]
  /** how long it is to be there, milliseconds; undefined: until it is deleted */
  readonly ttlMs?: number | undefined
  /** the name of a snapshot of the host, with whose objects it begins */
  readonly template?: string | undefined
  readonly limits?: Partial<ClusterLimits> | undefined
}

export interface ClusterView extends Omit<HostedOptions, 'populate'> {
  readonly name: string
  /** RFC 3339 */
  readonly created: string
  /** when it goes by itself */
  readonly expires?: string
  readonly state: 'asleep' | 'awake'
  /** where it is found by its path: `https://127.0.0.1:6443/clusters/team-1` */
  readonly url: string
  /** the name to ask for in the TLS handshake, where it is found as a cluster of its own */
  readonly serverName: string
  readonly limits: ClusterLimits
  /** how much it holds; absent while it sleeps */
  readonly objects?: number
  readonly bytes?: number
}

/** By which way a kubeconfig leads to a cluster: as one of its own by the name in the handshake, or by its path on the host. */
export type ClusterWay = 'name' | 'path'

/** As many can be made at once. */
export const MOST_AT_ONCE = 10_000

/** What a cluster may use where nobody says otherwise. */
export const DEFAULT_LIMITS: ClusterLimits = {
  objects: 10_000,
  bytes: 64 * 1024 * 1024,
  requestsPerSecond: 500,
  watches: 500,
}
