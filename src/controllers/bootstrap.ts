/** What the API server writes at every start: system namespaces and the default policy of RBAC (its post-start hooks). */
import type { RequestContext } from '../api/context.ts'
import type { KubeObject } from '../api/meta.ts'
import { reconcileBinding, reconcileRole, type Reconciliation } from '../authz/reconcile.ts'
import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from '../api/kinds/rbac.ts'
import { done } from '../api/turns.ts'
import type { Registry } from '../registry/registry.ts'

/** `system:serviceaccounts` and the like live in these; the first three cannot be deleted. */
export const SYSTEM_NAMESPACES = [
  'default',
  'kube-system',
  'kube-public',
  'kube-node-lease',
] as const

export interface DefaultPolicy {
  readonly clusterRoles: readonly ClusterRole[]
  readonly clusterRoleBindings: readonly ClusterRoleBinding[]
  readonly roles: readonly Role[]
  readonly roleBindings: readonly RoleBinding[]
}

export interface BootstrapRegistries {
  readonly namespaces: Registry
  readonly clusterRoles: Registry
  readonly clusterRoleBindings: Registry
  readonly roles: Registry
  readonly roleBindings: Registry
}

const ensureNamespaces = (context: RequestContext, registry: Registry): Promise<unknown>[] =>
  SYSTEM_NAMESPACES.filter((name) => registry.find('', name) === undefined).map((name) =>
    registry.create(context, {
      namespace: '',
      object: registry.resource.strategy.applyDefaults({
        kind: 'Namespace',
        apiVersion: 'v1',
        metadata: { name },
        spec: {},
        status: {},
      } as KubeObject),
    }),
  )

const carryOut = async (
  context: RequestContext,
  registry: Registry,
  expected: KubeObject,
  decide: (stored: KubeObject | undefined) => Reconciliation<KubeObject>,
): Promise<void> => {
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
      await registry.delete(context, { namespace, name })
      break
    case 'create':
  }
  await registry.create(context, { namespace, object: decision.object })
}

/** All writes share one commit, since none waits for another. `context`: as the server itself, a member of system:masters. */
export const bootstrap = async (
  context: RequestContext,
  registries: BootstrapRegistries,
  policy: DefaultPolicy,
): Promise<void> => {
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
  await Promise.all([
    ...ensureNamespaces(context, registries.namespaces),
    ...roles(registries.clusterRoles, policy.clusterRoles),
    ...roles(registries.roles, policy.roles),
    ...bindings(registries.clusterRoleBindings, policy.clusterRoleBindings),
    ...bindings(registries.roleBindings, policy.roleBindings),
  ])
}
