/** What the metrics of a host tell of its clusters. */
import type { HostedFigures } from '../http/metrics/hosted-clusters.ts'
import type { Guest } from './cluster-router.ts'

/** So many have series of their own. */
export const MOST_MEASURED = 50

export const figuresOf = (guests: readonly Guest[]): HostedFigures => {
  const awake = guests.filter(({ cluster }) => cluster.isAwake).length
  const busiest = guests
    .filter(({ requests }) => requests > 0)
    .sort((a, b) => b.requests - a.requests)
    .slice(0, MOST_MEASURED)
    .map(({ cluster, requests }) => ({
      name: cluster.name,
      requests,
      refused: cluster.allowance.refused,
      watches: cluster.watches,
      objects: cluster.holding?.objects,
    }))
  return { awake, asleep: guests.length - awake, busiest }
}
