/** The RBAC kinds (`pkg/registry/rbac`). Admission prevents privilege escalation. */
import {
  type ClusterRole,
  type ClusterRoleBinding,
  RBAC_GROUP,
  type Role,
  type RoleBinding,
  type Subject,
} from '../../apis/rbac.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { pathSegmentName } from '../../apimachinery/names.ts'
import type { Column, Resource } from '../../apiserver/registry/resource.ts'
import type { Strategy } from '../../apiserver/registry/strategy.ts'
import { type Declaration, declare } from '../declare.ts'
import { bindingStrategy } from './binding.ts'
import { validateClusterRole, validateRules } from './rules.ts'
import {
  ageColumn,
  column,
  createdColumn,
  nameColumn,
  wideColumn,
} from '../../apiserver/registry/columns.ts'

/** Real servers have no printer for roles. */
const roleColumns: readonly Column<KubeObject>[] = [nameColumn, createdColumn]

type AnyBinding = RoleBinding | ClusterRoleBinding

const named =
  (kind: string, text: (subject: Subject) => string) =>
  ({ subjects = [] }: AnyBinding): string =>
    subjects
      .filter((subject) => subject.kind === kind)
      .map(text)
      .join(', ')

const name = (subject: Subject): string => subject.name

const bindingColumns: readonly Column<AnyBinding>[] = [
  nameColumn,
  column('Role', 'The granted role.', ({ roleRef }) => `${roleRef.kind}/${roleRef.name}`),
  ageColumn,
  wideColumn('Users', 'Users who get the role.', named('User', name)),
  wideColumn('Groups', 'Groups that get the role.', named('Group', name)),
  wideColumn(
    'ServiceAccounts',
    'Service accounts that get the role.',
    named('ServiceAccount', (subject) => `${subject.namespace ?? ''}/${subject.name}`),
  ),
]

const rbacKind = <T extends KubeObject>(
  fields: Pick<Declaration<T>, 'kind' | 'namespaced' | 'columns'>,
  strategy: Partial<Strategy<T>>,
): Resource<T> =>
  declare<T>({
    ...fields,
    group: RBAC_GROUP,
    strategy: { allowCreateOnUpdate: true, nameErrors: pathSegmentName, ...strategy },
  })

export const roles = rbacKind<Role>(
  { kind: 'Role', columns: roleColumns },
  { validate: (role) => validateRules(role.rules, true) },
)

export const clusterRoles = rbacKind<ClusterRole>(
  { kind: 'ClusterRole', namespaced: false, columns: roleColumns },
  { validate: validateClusterRole },
)

export const roleBindings = rbacKind<RoleBinding>(
  { kind: 'RoleBinding', columns: bindingColumns },
  bindingStrategy,
)

export const clusterRoleBindings = rbacKind<ClusterRoleBinding>(
  {
    kind: 'ClusterRoleBinding',
    namespaced: false,
    columns: bindingColumns,
  },
  bindingStrategy,
)
