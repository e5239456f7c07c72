import type { RbacView } from './cluster.ts'

/** Groups without a binding; system groups are ignored. */
export const unboundGroups = (
  organizations: readonly string[],
  rbac: Pick<RbacView, 'isSubject'>,
): string[] =>
  organizations.filter((name) => !name.startsWith('system:') && !rbac.isSubject('Group', name))
