/** Fills the rules of aggregated ClusterRoles (`pkg/controller/clusterroleaggregation`). */
import type { ClusterRole, PolicyRule } from '../apis/rbac.ts'
import { aggregationChange } from '../apiserver/authz/aggregation.ts'
import type { Turns } from '../apimachinery/turns.ts'
import { controller, type Controller } from './controller.ts'
import { source } from './feed.ts'
import type { ResourceDependencies } from './dependencies.ts'

interface AggregationOptions extends ResourceDependencies<ClusterRole> {
  readonly turns: Turns
}

const NAME = 'clusterrole-aggregation-controller'

/** The only key: any role may aggregate any other. Simultaneous changes cause one pass. */
const ALL_ROLES = 'clusterroles'

const configOf = (
  { kind, apiVersion, metadata: { name = '' } }: ClusterRole,
  rules: readonly PolicyRule[],
): ClusterRole => {
  // Without rules the field is not applied, so rules of other managers stay (`applyClusterRoles`).
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
}: AggregationOptions): Controller => {
  const apply = (role: ClusterRole, rules: readonly PolicyRule[]): Promise<unknown> =>
    client.apply(configOf(role, rules), { fieldManager: NAME, force: true })
  return controller({
    name: NAME,
    clock,
    log,
    workers: 1,
    sources: [source<ClusterRole>({ client, keyFor: () => ALL_ROLES })],
    // chains (view into edit into admin) resolve because each apply is a change too
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
