import { RBAC_GROUP, type RoleBinding } from '../../../api/kinds/rbac.ts'
import { metadataSelectors } from '../../../registry/field-selectors.ts'
import type { Resource } from '../../../registry/resource.ts'
import { bindingWithDefaults, validateBinding, validateBindingUpdate } from '../binding.ts'
import { bindingColumns } from '../columns.ts'
import { rbacStrategy } from '../strategy.ts'

export const roleBindings: Resource<RoleBinding> = {
  group: RBAC_GROUP,
  resource: 'rolebindings',
  singular: 'rolebinding',
  kind: 'RoleBinding',
  namespaced: true,
  storageVersion: 'v1',
  versions: [{ version: 'v1' }],
  storagePrefix: '/registry/rolebindings/',
  strategy: rbacStrategy<RoleBinding>({
    applyDefaults: bindingWithDefaults,
    validate: (_context, binding) => validateBinding(binding, true),
    validateUpdate: (_context, binding, old) => validateBindingUpdate(binding, old, true),
  }),
  columns: bindingColumns,
  fieldSelectors: metadataSelectors,
}
