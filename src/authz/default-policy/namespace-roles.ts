/** Roles in the reserved namespaces, and who holds them. */
import type { Role, RoleBinding } from '../../api/kinds/rbac.ts'
import { allow, EVENTS, READ, role, roleBinding, systemAccount, user } from './build.ts'

const SYSTEM = 'kube-system'
const PUBLIC = 'kube-public'

const CONTROLLER_MANAGER = 'system:kube-controller-manager'
const SCHEDULER = 'system:kube-scheduler'

const AUTHENTICATION_READER = 'extension-apiserver-authentication-reader'

/** Each is bound, under its name, to the service account that its name ends in. */
const controllerRoles: readonly Role[] = [
  role(SYSTEM, 'system:controller:bootstrap-signer', [allow(READ, '', 'secrets')]),
  role(SYSTEM, 'system:controller:cloud-provider', [allow(['create', ...READ], '', 'configmaps')]),
  role(SYSTEM, 'system:controller:token-cleaner', [
    allow(['delete', ...READ], '', 'secrets'),
    EVENTS,
  ]),
  role(PUBLIC, 'system:controller:bootstrap-signer', [
    allow(READ, '', 'configmaps'),
    allow('update', '', 'configmaps', 'cluster-info'),
    EVENTS,
  ]),
]

const lock = (resource: string) =>
  allow(['create', 'get', 'list', 'update', 'watch'], 'coordination.k8s.io', resource)

const leaderLocking = (component: string): Role =>
  role(SYSTEM, `system::leader-locking-${component}`, [
    allow('watch', '', 'configmaps'),
    allow(['get', 'update'], '', 'configmaps', component),
    lock('leases'),
    lock('leasecandidates'),
  ])

export const namespaceRoles: readonly Role[] = [
  role(SYSTEM, AUTHENTICATION_READER, [
    allow(READ, '', 'configmaps', 'extension-apiserver-authentication'),
  ]),
  leaderLocking('kube-controller-manager'),
  leaderLocking('kube-scheduler'),
  ...controllerRoles,
]

const leaderLockingBinding = (component: string, ...accounts: string[]): RoleBinding => {
  const name = `system::leader-locking-${component}`
  const subjects = [component, ...accounts].map(systemAccount)
  return roleBinding(SYSTEM, name, name, user(`system:${component}`), ...subjects)
}

export const namespaceRoleBindings: readonly RoleBinding[] = [
  roleBinding(
    SYSTEM,
    `system::${AUTHENTICATION_READER}`,
    AUTHENTICATION_READER,
    user(CONTROLLER_MANAGER),
    user(SCHEDULER),
  ),
  leaderLockingBinding('kube-controller-manager', 'leader-election-controller'),
  leaderLockingBinding('kube-scheduler'),
  ...controllerRoles.map(({ metadata }) => {
    const name = metadata.name!
    return roleBinding(
      metadata.namespace!,
      name,
      name,
      systemAccount(name.slice('system:controller:'.length)),
    )
  }),
]
