/** Metrics of a server that hosts other clusters; each of those has its own `/metrics`. */
import type { Registry } from 'prom-client'
import { addRead } from './registries.ts'

export interface ClusterFigures {
  readonly name: string
  /** since the process began */
  readonly requests: number
  /** of them, those beyond the limits of the cluster */
  readonly refused: number
  /** open now */
  readonly watches: number
  /** undefined while it sleeps */
  readonly objects: number | undefined
}

export interface HostedFigures {
  readonly awake: number
  readonly asleep: number
  /** a bounded number, so that many clusters make no more series */
  readonly busiest: readonly ClusterFigures[]
}

const PER_CLUSTER = [
  ['counter', 'requests', 'requests_total', 'Requests for a cluster, of the busiest.'],
  [
    'counter',
    'refused',
    'requests_refused_total',
    'Requests for a cluster that were more than it may have, of the busiest.',
  ],
  ['gauge', 'watches', 'watches', 'Watches of a cluster that are open, of the busiest.'],
  ['gauge', 'objects', 'objects', 'Objects that a cluster holds, of the busiest that are awake.'],
] as const

/** Adds the metrics of the clusters of a host, which are looked up when somebody asks. */
export const addHostedMetrics = (registry: Registry, figures: () => HostedFigures): void => {
  const clusters = 'Clusters that this server holds beside its own.'
  addRead(registry, 'gauge', 'csrlab_clusters', clusters, ['state'], () => {
    const { awake, asleep } = figures()
    return [
      { labels: { state: 'awake' }, value: awake },
      { labels: { state: 'asleep' }, value: asleep },
    ]
  })
  for (const [type, figure, name, help] of PER_CLUSTER)
    addRead(registry, type, `csrlab_cluster_${name}`, help, ['cluster'], () =>
      figures().busiest.flatMap((one) => {
        const value = one[figure]
        return value === undefined ? [] : [{ labels: { cluster: one.name }, value }]
      }),
    )
}
