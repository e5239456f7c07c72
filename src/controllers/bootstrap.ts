import type { RequestContext } from '../apimachinery/context.ts'
import { frozen } from '../apimachinery/frozen.ts'
import type { KubeObject } from '../apimachinery/meta.ts'
import type { DefaultPolicy } from '../apiserver/authz/default-policy/policy.ts'
import {
  reconcileBinding,
  reconcileRole,
  type Reconciliation,
} from '../apiserver/authz/reconcile.ts'
import {
  type ClusterRole,
  type ClusterRoleBinding,
  RBAC_GROUP,
  type Role,
  type RoleBinding,
} from '../apis/rbac.ts'
import { done } from '../apimachinery/turns.ts'
import type { Registry } from '../apiserver/registry/registry.ts'
import { namespaces } from '../resources/core/namespace/resource.ts'
import { ensureObject } from './ensure-object.ts'
import { retryOnConflict } from './retry.ts'

const SYSTEM_NAMESPACES = ['default', 'kube-system', 'kube-public', 'kube-node-lease'] as const

const systemNamespaces = SYSTEM_NAMESPACES.map((name) =>
  frozen(
    namespaces.strategy.applyDefaults({
      kind: 'Namespace',
      apiVersion: 'v1',
      metadata: { name },
      spec: {},
      status: {},
    }),
  ),
)

const carryOut = (
  context: RequestContext,
  registry: Registry,
  expected: KubeObject,
  decide: (stored: KubeObject | undefined) => Reconciliation<KubeObject>,
): Promise<void> =>
  retryOnConflict(async () => {
    const { name = '', namespace = '' } = expected.metadata
    const row = registry.find(namespace, name)
    const decision = decide(row === undefined ? undefined : registry.decode(row))
    switch (decision.action) {
      case 'none':
        return
      case 'update':
        await registry.update(context, {
          namespace,
          name,
          subresource: '',
          change: () => done(decision.object),
        })
        return
      case 'recreate':
        await registry.delete(context, {
          namespace,
          name,
          preconditions: { resourceVersion: String(row!.revision) },
        })
        break
      case 'create':
    }
    await registry.create(context, { namespace, object: decision.object })
  })

/**
 * Creates or reconciles the system namespaces and the default policy. Writes run concurrently, to
 * share a commit; several servers of one store may run this at once. `context`: the server's own,
 * as a member of system:masters.
 */
export const bootstrap = async (
  context: RequestContext,
  registries: { registryOf(group: string, resource: string): Registry },
  policy: DefaultPolicy,
): Promise<void> => {
  const rbac = (resource: string): Registry => registries.registryOf(RBAC_GROUP, resource)
  const roles = (registry: Registry, list: readonly (Role | ClusterRole)[]): Promise<void>[] =>
    list.map((role) => carryOut(context, registry, role, (stored) => reconcileRole(stored, role)))
  const bindings = (
    registry: Registry,
    list: readonly (RoleBinding | ClusterRoleBinding)[],
  ): Promise<void>[] =>
    list.map((binding) =>
      carryOut(context, registry, binding, (stored) =>
        reconcileBinding(stored as ClusterRoleBinding | undefined, binding),
      ),
    )
  const spaces = registries.registryOf('', 'namespaces')
  const made = Promise.all(systemNamespaces.map((object) => ensureObject(context, spaces, object)))
  // in shared stores a write is visible only once done: objects must wait for their namespace
  if (SYSTEM_NAMESPACES.some((name) => spaces.latest('', name) === undefined)) await made
  await Promise.all([
    made,
    ...roles(rbac('clusterroles'), policy.clusterRoles),
    ...roles(rbac('roles'), policy.roles),
    ...bindings(rbac('clusterrolebindings'), policy.clusterRoleBindings),
    ...bindings(rbac('rolebindings'), policy.roleBindings),
  ])
}
