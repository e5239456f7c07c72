import { RBAC_GROUP, type ClusterRoleBinding } from '../../../api/kinds/rbac.ts'
import { metadataSelectors } from '../../../registry/field-selectors.ts'
import type { Resource } from '../../../registry/resource.ts'
import { bindingWithDefaults, validateBinding, validateBindingUpdate } from '../binding.ts'
import { bindingColumns } from '../columns.ts'
import { rbacStrategy } from '../strategy.ts'

export const clusterRoleBindings: Resource<ClusterRoleBinding> = {
  group: RBAC_GROUP,
  resource: 'clusterrolebindings',
  singular: 'clusterrolebinding',
  kind: 'ClusterRoleBinding',
  namespaced: false,
  storageVersion: 'v1',
  versions: [{ version: 'v1' }],
  storagePrefix: '/registry/clusterrolebindings/',
  strategy: rbacStrategy<ClusterRoleBinding>({
    applyDefaults: bindingWithDefaults,
    validate: (_context, binding) => validateBinding(binding, false),
    validateUpdate: (_context, binding, old) => validateBindingUpdate(binding, old, false),
  }),
  columns: bindingColumns,
  fieldSelectors: metadataSelectors,
}
