/** Fills the rules of aggregated ClusterRoles (`pkg/controller/clusterroleaggregation`). */
import type { ClusterRole } from '../api/rbac.ts'
import type { Clock } from '../api/clock.ts'
import { aggregationChange } from '../authz/aggregation.ts'
import type { Client } from '../registry/client.ts'
import { type Controller, type ControllerLog, objectController } from './controller.ts'

export interface AggregationParts {
  readonly client: Client<ClusterRole>
  readonly clock: Clock
  readonly log: ControllerLog
}

export const clusterRoleAggregation = ({ client, clock, log }: AggregationParts): Controller =>
  objectController<ClusterRole>({
    name: 'clusterrole-aggregation-controller',
    client,
    clock,
    log,
    workers: 1,
    wants: () => true,
    // any role may be gathered by any other, so that each change asks all; chains (edit into admin) end by themselves
    reconcile: async () => {
      const all = client.list()
      for (const role of all) {
        const rules = aggregationChange(role, all)
        if (rules !== undefined) await client.update({ ...role, rules: [...rules] })
      }
    },
  })
