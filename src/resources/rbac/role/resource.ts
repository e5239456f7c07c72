import type { Role } from '../../../apis/rbac.ts'
import type { Resource } from '../../../apiserver/registry/resource.ts'
import { roleColumns } from '../columns.ts'
import { rbacKind } from '../kind.ts'
import { validateRules } from '../rules.ts'

export const roles: Resource<Role> = rbacKind<Role>(
  { resource: 'roles', singular: 'role', kind: 'Role', namespaced: true, columns: roleColumns },
  { validate: (_context, role) => validateRules(role.rules, true) },
)
