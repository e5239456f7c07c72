import type { RequestContext } from '../apimachinery/context.ts'
import { omitEmpty } from '../apimachinery/omit-empty.ts'
import { frozen } from '../apimachinery/frozen.ts'
import type { DefaultPolicy } from '../apiserver/authz/default-policy/policy.ts'
import { reconcileBinding, reconcileRole, refersElsewhere } from '../apiserver/authz/reconcile.ts'
import {
  type ClusterRole,
  type ClusterRoleBinding,
  RBAC_GROUP,
  type Role,
  type RoleBinding,
} from '../apis/rbac.ts'
import type { Registry } from '../apiserver/registry/registry.ts'
import { ensureObject } from './ensure-object.ts'
import { retryOnConflict } from './retry.ts'

const SYSTEM_NAMESPACES = ['default', 'kube-system', 'kube-public', 'kube-node-lease'] as const

const systemNamespaces = SYSTEM_NAMESPACES.map((name) =>
  frozen({ kind: 'Namespace', apiVersion: 'v1', metadata: { name }, spec: {}, status: {} }),
)

type Binding = RoleBinding | ClusterRoleBinding

const ensureBinding = (
  context: RequestContext,
  registry: Registry,
  binding: Binding,
): Promise<void> =>
  retryOnConflict(async () => {
    const { name = '', namespace = '' } = binding.metadata
    const stored = registry.latest(namespace, name) as Binding | undefined
    if (stored !== undefined && refersElsewhere(stored, binding)) {
      const { resourceVersion } = stored.metadata
      const preconditions = omitEmpty({ resourceVersion })
      await registry.delete(context, { namespace, name, preconditions })
    }
    await ensureObject(context, registry, binding, (current: Binding) =>
      reconcileBinding(current, binding),
    )
  })

/**
 * Creates the system namespaces, and creates or reconciles the default policy. Several servers of
 * one store may run this at once. The user of `context` must be in system:masters.
 */
export const bootstrap = async (
  context: RequestContext,
  registries: { registryOf(group: string, resource: string): Registry },
  policy: DefaultPolicy,
): Promise<void> => {
  const rbac = (resource: string): Registry => registries.registryOf(RBAC_GROUP, resource)
  const roles = (registry: Registry, list: readonly (Role | ClusterRole)[]): Promise<void>[] =>
    list.map((role) =>
      ensureObject(context, registry, role, (stored) => reconcileRole(stored, role)),
    )
  const bindings = (registry: Registry, list: readonly Binding[]): Promise<void>[] =>
    list.map((binding) => ensureBinding(context, registry, binding))
  const spaces = registries.registryOf('', 'namespaces')
  const made = Promise.all(systemNamespaces.map((object) => ensureObject(context, spaces, object)))
  // in a shared store, a namespace must be written before the objects in it
  if (SYSTEM_NAMESPACES.some((name) => spaces.latest('', name) === undefined)) await made
  await Promise.all([
    made,
    ...roles(rbac('clusterroles'), policy.clusterRoles),
    ...roles(rbac('roles'), policy.roles),
    ...bindings(rbac('clusterrolebindings'), policy.clusterRoleBindings),
    ...bindings(rbac('rolebindings'), policy.roleBindings),
  ])
}
