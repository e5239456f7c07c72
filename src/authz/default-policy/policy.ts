/**
 * The roles and bindings that a Kubernetes 1.34 cluster has from its first start (`rbac/bootstrappolicy`), with the feature
 * gates of that version at their defaults.
 */
import { frozen } from '../../api/frozen.ts'
import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from '../../api/kinds/rbac.ts'
import { SYSTEM_AUTHENTICATED, SYSTEM_MASTERS, SYSTEM_UNAUTHENTICATED } from '../../api/user.ts'
import { clusterRoleBinding, group, systemAccount, user } from './build.ts'
import { certificateRoles, trustBundleRoles } from './certificate-roles.ts'
import { componentRoles } from './component-roles.ts'
import { CONTROLLER_PREFIX, controllerRoles } from './controller-roles.ts'
import { namespaceRoleBindings, namespaceRoles } from './namespace-roles.ts'
import { everybodysRoles, namespaceUserRoles } from './user-roles.ts'

export interface PolicyGates {
  /** the ClusterTrustBundle API: off by default on a real server, on in csrlab */
  readonly clusterTrustBundle: boolean
}

export interface DefaultPolicy {
  readonly clusterRoles: readonly ClusterRole[]
  readonly clusterRoleBindings: readonly ClusterRoleBinding[]
  /** in kube-system and kube-public, which must exist */
  readonly roles: readonly Role[]
  readonly roleBindings: readonly RoleBinding[]
}

const SERVICE_ACCOUNTS = 'system:serviceaccounts'

const bindings: readonly ClusterRoleBinding[] = [
  clusterRoleBinding('cluster-admin', group(SYSTEM_MASTERS)),
  clusterRoleBinding('system:monitoring', group('system:monitoring')),
  clusterRoleBinding('system:discovery', group(SYSTEM_AUTHENTICATED)),
  clusterRoleBinding('system:basic-user', group(SYSTEM_AUTHENTICATED)),
  clusterRoleBinding(
    'system:public-info-viewer',
    group(SYSTEM_AUTHENTICATED),
    group(SYSTEM_UNAUTHENTICATED),
  ),
  clusterRoleBinding('system:node-proxier', user('system:kube-proxy')),
  clusterRoleBinding('system:kube-controller-manager', user('system:kube-controller-manager')),
  clusterRoleBinding('system:kube-dns', systemAccount('kube-dns')),
  clusterRoleBinding('system:kube-scheduler', user('system:kube-scheduler')),
  clusterRoleBinding('system:volume-scheduler', user('system:kube-scheduler')),
  clusterRoleBinding('system:service-account-issuer-discovery', group(SERVICE_ACCOUNTS)),
  // nobody: nodes have an authorizer of their own
  clusterRoleBinding('system:node'),
]

const trustBundleBindings: readonly ClusterRoleBinding[] = [
  clusterRoleBinding('system:cluster-trust-bundle-discovery', group(SERVICE_ACCOUNTS)),
]

const controllerBinding = ({ metadata }: ClusterRole): ClusterRoleBinding => {
  const name = metadata.name!
  return clusterRoleBinding(name, systemAccount(name.slice(CONTROLLER_PREFIX.length)))
}

const policyFor = ({ clusterTrustBundle }: PolicyGates): DefaultPolicy => {
  const controllers = controllerRoles(clusterTrustBundle)
  return frozen({
    clusterRoles: [
      ...everybodysRoles,
      ...namespaceUserRoles,
      ...certificateRoles,
      ...(clusterTrustBundle ? trustBundleRoles : []),
      ...componentRoles(clusterTrustBundle),
      ...controllers,
    ],
    clusterRoleBindings: [
      ...bindings,
      ...(clusterTrustBundle ? trustBundleBindings : []),
      ...controllers.map(controllerBinding),
    ],
    roles: namespaceRoles,
    roleBindings: namespaceRoleBindings,
  })
}

const policies = new Map<boolean, DefaultPolicy>()

/**
 * The policy, frozen: all servers of a process share it. The aggregated roles (`admin`, `edit`, `view`) come without rules: the
 * aggregation controller fills them.
 */
export const defaultPolicy = (gates: PolicyGates = { clusterTrustBundle: true }): DefaultPolicy => {
  const known = policies.get(gates.clusterTrustBundle)
  if (known !== undefined) return known
  const made = policyFor(gates)
  policies.set(gates.clusterTrustBundle, made)
  return made
}
