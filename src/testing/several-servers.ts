import { conflictingState } from '../apimachinery/status.ts'
import type { Feature, Route } from './feature.ts'

const readOnly = (route: Route): Route =>
  route.method === 'GET'
    ? route
    : {
        ...route,
        answer: () => {
          throw conflictingState(
            'this cluster is stored in etcd, and a change would affect only one of the servers that may share it',
          )
        },
      }

const LOCAL: ReadonlySet<string> = new Set(['reset', 'snapshots', 'clock', 'faults', 'approvers'])

/** Refuses changes that would affect only one of several servers on one store with 409. */
export const amongSeveral = (features: readonly Feature[]): Feature[] =>
  features.map((feature) =>
    LOCAL.has(feature.name) ? { ...feature, routes: feature.routes.map(readOnly) } : feature,
  )
