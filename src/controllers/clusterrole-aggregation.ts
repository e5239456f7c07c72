/** Fills the rules of aggregated ClusterRoles (`pkg/controller/clusterroleaggregation`). */
import type { Clock } from '../apimachinery/clock.ts'
import type { ClusterRole, PolicyRule } from '../apis/rbac.ts'
import { aggregationChange } from '../apiserver/authz/aggregation.ts'
import type { Turns } from '../apimachinery/turns.ts'
import type { Client } from '../apiserver/registry/client.ts'
import { controller, type Controller } from './controller.ts'
import { source } from './feed.ts'
import type { ControllerLog } from './log.ts'

interface AggregationParts {
  readonly client: Client<ClusterRole>
  readonly clock: Clock
  readonly turns: Turns
  readonly log: ControllerLog
}

const NAME = 'clusterrole-aggregation-controller'

/** Any role may be gathered by any other, so there is one piece of work; changes that come together cause it once. */
const ALL_ROLES = 'clusterroles'

const configOf = (
  { kind, apiVersion, metadata: { name = '' } }: ClusterRole,
  rules: readonly PolicyRule[],
): ClusterRole => {
  // no rules are not applied: an empty list would be a wish, this leaves those that somebody else has written (`applyClusterRoles`)
  return {
    kind,
    apiVersion,
    metadata: { name },
    ...(rules.length === 0 ? {} : { rules }),
  }
}

export const clusterRoleAggregation = ({
  client,
  clock,
  turns,
  log,
}: AggregationParts): Controller => {
  const apply = (role: ClusterRole, rules: readonly PolicyRule[]): Promise<unknown> =>
    client.apply(configOf(role, rules), { fieldManager: NAME, force: true })
  return controller({
    name: NAME,
    clock,
    log,
    workers: 1,
    sources: [source<ClusterRole>({ client, keyFor: () => ALL_ROLES })],
    // chains (view into edit into admin) end by themselves: what is applied here is a change like any other
    reconcile: async () => {
      const all = client.list()
      const applied: Promise<unknown>[] = []
      for (const role of all) {
        const rules = await turns.run(aggregationChange(role, all))
        if (rules !== undefined) applied.push(apply(role, rules))
      }
      const failed = (await Promise.allSettled(applied)).find(({ status }) => status === 'rejected')
      if (failed?.status === 'rejected') throw failed.reason
    },
  })
}
