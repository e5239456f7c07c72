/** What a server that holds other clusters tells of them in its metrics; each of them has its own under its own `/metrics`. */
import { Counter, Gauge } from 'prom-client'

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
export const hostedMetrics = (figures: () => HostedFigures): readonly (Counter | Gauge)[] => {
  const tell = (metric: Counter | Gauge, read: Reading): void => {
    metric.reset()
    for (const one of figures().busiest) {
      const value = read(one)
      if (value !== undefined) metric.inc({ cluster: one.name }, value)
    }
  }
  const counter = (name: string, help: string, read: Reading): Counter =>
    new Counter({
      name,
      help,
      labelNames: ['cluster'],
      registers: [],
      collect() {
        tell(this, read)
      },
    })
  const gauge = (name: string, help: string, read: Reading): Gauge =>
    new Gauge({
      name,
      help,
      labelNames: ['cluster'],
      registers: [],
      collect() {
        tell(this, read)
      },
    })
  return [
    new Gauge({
      name: 'csrlab_clusters',
      help: 'Clusters that this server holds beside its own.',
      labelNames: ['state'],
      registers: [],
      collect() {
        const { awake, asleep } = figures()
        this.set({ state: 'awake' }, awake)
        this.set({ state: 'asleep' }, asleep)
      },
    }),
    counter(
      'csrlab_cluster_requests_total',
      'Requests for a cluster, of the busiest.',
      ({ requests }) => requests,
    ),
    counter(
      'csrlab_cluster_requests_refused_total',
      'Requests for a cluster that were more than it may have, of the busiest.',
      ({ refused }) => refused,
    ),
    gauge(
      'csrlab_cluster_watches',
      'Watches of a cluster that are open, of the busiest.',
      ({ watches }) => watches,
    ),
    gauge(
      'csrlab_cluster_objects',
      'Objects that a cluster holds, of the busiest that are awake.',
      ({ objects }) => objects,
    ),
  ]
}
