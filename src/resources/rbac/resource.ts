/** The RBAC kinds (`pkg/registry/rbac`); admission checks escalation. */
import {
  type ClusterRole,
  type ClusterRoleBinding,
  RBAC_GROUP,
  type Role,
  type RoleBinding,
} from '../../apis/rbac.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { pathSegmentName } from '../../apimachinery/names.ts'
import type { Resource } from '../../apiserver/registry/resource.ts'
import type { Strategy } from '../../apiserver/registry/strategy.ts'
import { type Declaration, declare } from '../declare.ts'
import { bindingStrategy } from './binding.ts'

import { bindingColumns, roleColumns } from './columns.ts'
import { validateClusterRole, validateRules } from './rules.ts'

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
  bindingStrategy(true),
)

export const clusterRoleBindings = rbacKind<ClusterRoleBinding>(
  {
    kind: 'ClusterRoleBinding',
    namespaced: false,
    columns: bindingColumns,
  },
  bindingStrategy(false),
)
