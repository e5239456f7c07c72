/** Fills the rules of aggregated ClusterRoles (`pkg/controller/clusterroleaggregation`). */
import type { Clock } from '../api/clock.ts'
import type { ClusterRole, PolicyRule } from '../api/kinds/rbac.ts'
import { aggregationChange } from '../authz/aggregation.ts'
import type { Client } from '../registry/client.ts'
import { controller, type Controller, source } from './controller.ts'
import type { ControllerLog } from './log.ts'

export interface AggregationParts {
  readonly client: Client<ClusterRole>
  readonly clock: Clock
  readonly log: ControllerLog
}

const NAME = 'clusterrole-aggregation-controller'

/** Any role may be gathered by any other, so there is one piece of work; changes that come together cause it once. */
const ALL_ROLES = 'clusterroles'

export const clusterRoleAggregation = ({ client, clock, log }: AggregationParts): Controller => {
  const apply = (role: ClusterRole, rules: PolicyRule[]): Promise<unknown> =>
    client.apply(
      {
        kind: role.kind,
        apiVersion: role.apiVersion,
        metadata: { name: role.metadata.name ?? '' },
        rules,
      },
      { fieldManager: NAME, force: true },
    )
  return controller({
    name: NAME,
    clock,
    log,
    workers: 1,
    sources: [source<ClusterRole>({ client, keyFor: () => ALL_ROLES })],
    // chains (view into edit into admin) end by themselves: what is applied here is a change like any other
    reconcile: async () => {
      const all = client.list()
      const applied = all.flatMap((role) => {
        const rules = aggregationChange(role, all)
        return rules === undefined ? [] : [apply(role, [...rules])]
      })
      const failed = (await Promise.allSettled(applied)).find(({ status }) => status === 'rejected')
      if (failed?.status === 'rejected') throw failed.reason
    },
  })
}
