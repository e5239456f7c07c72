import type { RbacView } from './cluster.ts'

/** Groups with a binding; system groups are ignored. */
export const boundGroups = (rbac: Pick<RbacView, 'groups'>): Set<string> =>
  new Set([...rbac.groups()].filter((name) => !name.startsWith('system:')))

/** Groups without a binding; system groups are ignored. */
export const unboundGroups = (
  organizations: readonly string[],
  rbac: Pick<RbacView, 'isSubject'>,
): string[] =>
  organizations.filter((name) => !name.startsWith('system:') && !rbac.isSubject('Group', name))
