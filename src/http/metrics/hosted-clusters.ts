/** What a server that holds other clusters tells of them in its metrics; each of them has its own under its own `/metrics`. */
import { type Metric, readMetric } from './metric.ts'

export interface ClusterFigures {
  readonly name: string
  /** that came since the process began */
  readonly requests: number
  /** of them, those that were more than it may have */
  readonly refused: number
  /** open now */
  readonly watches: number
  /** undefined while it sleeps */
  readonly objects: number | undefined
}

export interface HostedFigures {
  readonly awake: number
  readonly asleep: number
  /** a bounded number: who makes many clusters makes no more series */
  readonly busiest: readonly ClusterFigures[]
}

/** Undefined: nothing is told of that cluster. */
type Reading = (of: ClusterFigures) => number | undefined

/** Metrics of the clusters of a host, looked up when somebody asks. */
export const hostedMetrics = (figures: () => HostedFigures): readonly Metric[] => {
  const perCluster = (
    type: 'counter' | 'gauge',
    name: string,
    help: string,
    read: Reading,
  ): Metric =>
    readMetric(type, `csrlab_cluster_${name}`, help, () =>
      figures().busiest.flatMap((one) => {
        const value = read(one)
        return value === undefined ? [] : [{ labels: { cluster: one.name }, value }]
      }),
    )
  return [
    readMetric(
      'gauge',
      'csrlab_clusters',
      'Clusters that this server holds beside its own.',
      () => {
        const { awake, asleep } = figures()
        return [
          { labels: { state: 'awake' }, value: awake },
          { labels: { state: 'asleep' }, value: asleep },
        ]
      },
    ),
    perCluster(
      'counter',
      'requests_total',
      'Requests for a cluster, of the busiest.',
      ({ requests }) => requests,
    ),
    perCluster(
      'counter',
      'requests_refused_total',
      'Requests for a cluster that were more than it may have, of the busiest.',
      ({ refused }) => refused,
    ),
    perCluster(
      'gauge',
      'watches',
      'Watches of a cluster that are open, of the busiest.',
      ({ watches }) => watches,
    ),
    perCluster(
      'gauge',
      'objects',
      'Objects that a cluster holds, of the busiest that are awake.',
      ({ objects }) => objects,
    ),
  ]
}
