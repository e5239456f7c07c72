import { RBAC_GROUP, type Role } from '../../../api/kinds/rbac.ts'
import { metadataSelectors } from '../../../registry/field-selectors.ts'
import type { Resource } from '../../../registry/resource.ts'
import { roleColumns } from '../columns.ts'
import { validateRules } from '../rules.ts'
import { rbacStrategy } from '../strategy.ts'

export const roles: Resource<Role> = {
  group: RBAC_GROUP,
  resource: 'roles',
  singular: 'role',
  kind: 'Role',
  namespaced: true,
  storageVersion: 'v1',
  versions: [{ version: 'v1' }],
  storagePrefix: '/registry/roles/',
  strategy: rbacStrategy<Role>({
    validate: (_context, role) => validateRules(role.rules, true),
  }),
  columns: roleColumns,
  fieldSelectors: metadataSelectors,
}
