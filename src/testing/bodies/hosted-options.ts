import type { ClusterInfo, ClustersRequest } from '../generated/bodies.d.ts'

export type ClusterLimits = ClusterInfo['limits']

/** Options in which a hosted cluster may differ from its host. */
export type HostedOptions = Omit<ClustersRequest, 'names' | 'ttl' | 'template' | 'limits'>
