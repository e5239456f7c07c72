/** Refuses management requests that would affect only one of several servers on one store. */
import { conflictingState } from '../apimachinery/status.ts'
import type { Feature } from './feature.ts'

/** By the feature: what would come of it. */
const APART: Readonly<Record<string, string>> = {
  reset:
    'objects are replaced one at a time there, while the others serve; start on another --etcd-prefix',
  snapshots: 'only this replica would have it; etcdctl snapshot save keeps all that etcd holds',
  clock: 'the time of this replica alone would move, and the others would go on with theirs',
  faults: 'only what this replica answers would go wrong, and what the others answer would not',
  approvers:
    'only this replica would follow the new rules, and another one may be the leader that decides; start each with the same --auto-approve',
}

/** Wraps features: those that a server keeps to itself can be read, and refuse changes with 409. */
export const amongSeveral = (features: readonly Feature[]): Feature[] =>
  features.map((feature) => {
    const why = APART[feature.name]
    if (why === undefined) return feature
    return {
      ...feature,
      routes: feature.routes.map((route) =>
        route.method === 'GET'
          ? route
          : {
              ...route,
              answer: () => {
                throw conflictingState(
                  `this cluster is in etcd, where several servers may serve it: ${why}.`,
                )
              },
            },
      ),
    }
  })
