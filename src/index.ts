/** What a program that uses csrlab as a library sees. */
export { startCluster } from './cluster.ts'
export type { Cluster, ClusterClock, ClusterOptions, IssueRequest, IssuedUser } from './cluster.ts'
