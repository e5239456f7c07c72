/** Fills the rules of aggregated ClusterRoles (`pkg/controller/clusterroleaggregation`). */
import { omitEmpty } from '../apimachinery/omit-empty.ts'
import type { ClusterRole } from '../apis/rbac.ts'
import { aggregationChange } from '../apiserver/authz/aggregation.ts'
import type { Turns } from '../apimachinery/turns.ts'
import { controller, type Controller } from './controller.ts'
import type { ResourceDependencies } from './dependencies.ts'

interface AggregationOptions extends ResourceDependencies<ClusterRole> {
  readonly turns: Turns
}

const NAME = 'clusterrole-aggregation-controller'

/** the only key: any role may aggregate any other */
const ALL_ROLES = 'clusterroles'

/**
 * Maximum passes over all roles in a run. Three suffice for the default roles: admin aggregates
 * edit, which aggregates view. For longer chains, each run's changes trigger another run.
 */
const PASSES = 3

const configOf = ({
  kind,
  apiVersion,
  metadata: { name = '' },
  rules,
}: ClusterRole): ClusterRole => ({
  kind,
  apiVersion,
  metadata: { name },
  // empty rules are omitted, so other managers' rules stay, as upstream (`applyClusterRoles`)
  ...omitEmpty({ rules }),
})

export const clusterRoleAggregation = ({
  client,
  clock,
  turns,
  log,
}: AggregationOptions): Controller => {
  const apply = (role: ClusterRole): Promise<unknown> =>
    client.apply(configOf(role), { fieldManager: NAME, force: true })
  return controller({
    name: NAME,
    clock,
    log,
    workers: 1,
    sources: [{ client, keyFor: () => ALL_ROLES }],
    reconcile: async () => {
      const all = new Map(client.list().map((role) => [role.metadata.name, role]))
      const changed = new Set<string | undefined>()
      let found = true
      for (let pass = 0; found && pass < PASSES; pass++) {
        found = false
        for (const [name, role] of all) {
          const rules = await turns.run(aggregationChange(role, all.values()))
          if (rules === undefined) continue
          all.set(name, { ...role, rules })
          changed.add(name)
          found = true
        }
      }
      const applied = [...changed].map((name) => apply(all.get(name)!))
      const failed = (await Promise.allSettled(applied)).find(({ status }) => status === 'rejected')
      if (failed?.status === 'rejected') throw failed.reason
    },
  })
}
