import type { RoleBinding } from '../../../apis/rbac.ts'
import type { Resource } from '../../../apiserver/registry/resource.ts'
import { bindingStrategy } from '../binding.ts'
import { bindingColumns } from '../columns.ts'
import { rbacKind } from '../kind.ts'

export const roleBindings: Resource<RoleBinding> = rbacKind<RoleBinding>(
  {
    resource: 'rolebindings',
    singular: 'rolebinding',
    kind: 'RoleBinding',
    namespaced: true,
    columns: bindingColumns,
  },
  bindingStrategy(true),
)
