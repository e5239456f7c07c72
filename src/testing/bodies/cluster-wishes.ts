import type { ClusterInfo, ClusterWishes } from '../generated/bodies.d.ts'

/** The quota of a hosted cluster. */
export type ClusterLimits = ClusterInfo['limits']

/** Options in which a hosted cluster may differ from its host. */
export type HostedOptions = Omit<ClusterWishes, 'names' | 'ttl' | 'template' | 'limits'>
