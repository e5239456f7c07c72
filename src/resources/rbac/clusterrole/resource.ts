import { type ClusterRole, RBAC_GROUP } from '../../../api/kinds/rbac.ts'
import { metadataSelectors } from '../../../registry/field-selectors.ts'
import type { Resource } from '../../../registry/resource.ts'
import { roleColumns } from '../columns.ts'
import { rbacStrategy } from '../strategy.ts'
import { validateClusterRole } from './validation.ts'

export const clusterRoles: Resource<ClusterRole> = {
  group: RBAC_GROUP,
  resource: 'clusterroles',
  singular: 'clusterrole',
  kind: 'ClusterRole',
  namespaced: false,
  storageVersion: 'v1',
  versions: [{ version: 'v1' }],
  storagePrefix: '/registry/clusterroles/',
  strategy: rbacStrategy<ClusterRole>({
    validate: validateClusterRole,
  }),
  columns: roleColumns,
  fieldSelectors: metadataSelectors,
}
