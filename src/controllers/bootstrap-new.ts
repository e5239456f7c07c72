/** The first start of a cluster that nobody else writes to. */
import type { RequestContext } from '../api/context.ts'
import type { KubeObject } from '../api/meta.ts'
import { RBAC_GROUP } from '../api/kinds/rbac.ts'
import type { Registry } from '../registry/registry.ts'
import { bootstrap, type DefaultPolicy } from './bootstrap.ts'

type Registries = Parameters<typeof bootstrap>[1]

const KINDS = [
  ['', 'namespaces'],
  [RBAC_GROUP, 'clusterroles'],
  [RBAC_GROUP, 'roles'],
  [RBAC_GROUP, 'clusterrolebindings'],
  [RBAC_GROUP, 'rolebindings'],
] as const

interface Made {
  readonly group: string
  readonly resource: string
  readonly object: KubeObject
}

/** What a cluster of this process has made of a policy. */
const madeOf = new WeakMap<DefaultPolicy, readonly Made[]>()

/** All that there is, in the order in which it was made. */
const allMade = (registries: Registries): readonly Made[] =>
  KINDS.flatMap(([group, resource]) => {
    const registry: Registry = registries.registryOf(group, resource)
    return registry.all().rows.map((row) => ({
      group,
      resource,
      object: registry.decode(row),
      revision: row.revision,
    }))
  }).sort((a, b) => a.revision - b.revision)

/**
 * Lets later clusters copy what there is now, aggregated roles with their rules. To be called when the controllers of a new cluster have
 * nothing to do, and nobody else has written.
 */
export const rememberNew = (registries: Registries, policy: DefaultPolicy): void => {
  madeOf.set(policy, allMade(registries))
}

/**
 * Does what {@link bootstrap} does, in an empty store. Later clusters of the process with the same policy copy what the first one made, with
 * uids and times of their own: otherwise most of their start would be the same validation again. Rejects as the store does.
 */
export const bootstrapNew = async (
  context: RequestContext,
  registries: Registries,
  policy: DefaultPolicy,
): Promise<void> => {
  const made = madeOf.get(policy)
  if (made === undefined) {
    await bootstrap(context, registries, policy)
    rememberNew(registries, policy)
    return
  }
  // none waits for another: one commit
  await Promise.all(
    made.map(({ group, resource, object }) =>
      registries.registryOf(group, resource).copy(context, object),
    ),
  )
}
