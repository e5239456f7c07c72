import type { ClusterRoleBinding } from '../../../apis/rbac.ts'
import type { Resource } from '../../../apiserver/registry/resource.ts'
import { bindingStrategy } from '../binding.ts'
import { bindingColumns } from '../columns.ts'
import { rbacKind } from '../kind.ts'

export const clusterRoleBindings: Resource<ClusterRoleBinding> = rbacKind<ClusterRoleBinding>(
  {
    resource: 'clusterrolebindings',
    singular: 'clusterrolebinding',
    kind: 'ClusterRoleBinding',
    namespaced: false,
    columns: bindingColumns,
  },
  bindingStrategy(false),
)
