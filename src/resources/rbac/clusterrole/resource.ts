import type { ClusterRole } from '../../../apis/rbac.ts'
import type { Resource } from '../../../apiserver/registry/resource.ts'
import { roleColumns } from '../columns.ts'
import { rbacKind } from '../kind.ts'
import { validateClusterRole } from './validation.ts'

export const clusterRoles: Resource<ClusterRole> = rbacKind<ClusterRole>(
  {
    resource: 'clusterroles',
    singular: 'clusterrole',
    kind: 'ClusterRole',
    namespaced: false,
    columns: roleColumns,
  },
  { validate: validateClusterRole },
)
