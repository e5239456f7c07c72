/**
 * The roles and bindings that a Kubernetes cluster has from its first start (`rbac/bootstrappolicy`): those of 1.34, what each release
 * since has changed, and what the feature gates that are on add.
 */
import { frozen } from '../../api/frozen.ts'
import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from '../../api/kinds/rbac.ts'
import { SYSTEM_AUTHENTICATED, SYSTEM_MASTERS, SYSTEM_UNAUTHENTICATED } from '../../api/user.ts'
import type { Release } from '../../release/release.ts'
import { clusterRoleBinding, group, systemAccount, user } from './build.ts'
import { certificateRoles } from './certificate-roles.ts'
import { componentRoles } from './component-roles.ts'
import { CONTROLLER_PREFIX, controllerRoles } from './controller-roles.ts'
import { gatedPolicies, policyGates } from './gated-policy.ts'
import { namespaceRoleBindings, namespaceRoles } from './namespace-roles.ts'
import { revisedRoles, type Revision } from './revision.ts'
import { REVISIONS } from './revisions/index.ts'
import { everybodysRoles, namespaceUserRoles } from './user-roles.ts'

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

const controllerBinding = ({ metadata }: ClusterRole): ClusterRoleBinding => {
  const name = metadata.name!
  return clusterRoleBinding(name, systemAccount(name.slice(CONTROLLER_PREFIX.length)))
}

const firstPolicy = (release: Release): DefaultPolicy => {
  const gated = gatedPolicies(release)
  const controllers = controllerRoles(
    Object.assign({}, ...gated.map(({ controllers }) => controllers)),
  )
  return {
    clusterRoles: [
      ...everybodysRoles,
      ...namespaceUserRoles,
      ...certificateRoles,
      ...gated.flatMap(({ clusterRoles }) => clusterRoles),
      ...componentRoles(release),
      ...controllers,
    ],
    clusterRoleBindings: [
      ...bindings,
      ...gated.flatMap(({ clusterRoleBindings }) => clusterRoleBindings),
      ...controllers.map(controllerBinding),
    ],
    roles: namespaceRoles,
    roleBindings: namespaceRoleBindings,
  }
}

const isController = ({ metadata }: ClusterRole): boolean =>
  metadata.name!.startsWith(CONTROLLER_PREFIX)

const revised = (policy: DefaultPolicy, revision: Revision): DefaultPolicy => {
  const { edits, clusterRoles = [], clusterRoleBindings = [] } = revision
  return {
    ...policy,
    clusterRoles: [...revisedRoles(policy.clusterRoles, edits), ...clusterRoles],
    clusterRoleBindings: [
      ...policy.clusterRoleBindings,
      ...clusterRoleBindings,
      ...clusterRoles.filter(isController).map(controllerBinding),
    ],
    roles: revisedRoles(policy.roles, edits),
  }
}

const policyFor = (release: Release): DefaultPolicy =>
  frozen(REVISIONS.filter(({ since }) => release.has(since)).reduce(revised, firstPolicy(release)))

const policies = new Map<string, DefaultPolicy>()

/**
 * The policy of a release, frozen: all servers of a process that have the same share it. The aggregated roles (`admin`, `edit`, `view`)
 * come without rules: the aggregation controller fills them.
 */
export const defaultPolicy = (release: Release): DefaultPolicy => {
  const key = [release.name, ...policyGates(release)].join(' ')
  const known = policies.get(key)
  if (known !== undefined) return known
  const made = policyFor(release)
  policies.set(key, made)
  return made
}
