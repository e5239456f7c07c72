import type { RequestContext } from '../apimachinery/context.ts'
import type { KubeObject } from '../apimachinery/meta.ts'
import { RBAC_GROUP } from '../apis/rbac.ts'
import type { Registry } from '../apiserver/registry/registry.ts'
import type { DefaultPolicy } from '../apiserver/authz/default-policy/policy.ts'
import { bootstrap } from './bootstrap.ts'

type Registries = Parameters<typeof bootstrap>[1]

const KINDS = [
  ['', 'namespaces'],
  [RBAC_GROUP, 'clusterroles'],
  [RBAC_GROUP, 'roles'],
  [RBAC_GROUP, 'clusterrolebindings'],
  [RBAC_GROUP, 'rolebindings'],
] as const

interface CreatedObject {
  readonly group: string
  readonly resource: string
  readonly object: KubeObject
}

const madeOf = new WeakMap<DefaultPolicy, readonly CreatedObject[]>()

const allMade = (registries: Registries): readonly CreatedObject[] =>
  KINDS.flatMap(([group, resource]) => {
    const registry: Registry = registries.registryOf(group, resource)
    return registry.all().rows.map((row) => ({
      group,
      resource,
      object: registry.decode(row),
      revision: row.revision,
    }))
  }).sort((a, b) => a.revision - b.revision)

/** Remembers the stored objects, for later clusters to copy. Call it before clients can write. */
export const rememberNew = (registries: Registries, policy: DefaultPolicy): void => {
  madeOf.set(policy, allMade(registries))
}

/**
 * Fills an empty store like {@link bootstrap}. Later clusters of this process with the same policy
 * copy the first cluster's objects, to save validation.
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
  // concurrent writes share a commit
  await Promise.all(
    made.map(({ group, resource, object }) =>
      registries.registryOf(group, resource).copy(context, object),
    ),
  )
}
