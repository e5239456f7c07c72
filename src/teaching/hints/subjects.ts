import type { RbacView } from './cluster.ts'

/** Groups with a binding; system groups are ignored. */
export const boundGroups = (rbac: RbacView): Set<string> => {
  const names = new Set<string>()
  for (const { subjects } of rbac.bindings()) {
    for (const { kind, name } of subjects) {
      if (kind === 'Group' && !name.startsWith('system:')) names.add(name)
    }
  }
  return names
}

/** Groups without a binding; system groups are ignored. */
export const unboundGroups = (
  organizations: readonly string[],
  rbac: Pick<RbacView, 'isSubject'>,
): string[] =>
  organizations.filter((name) => !name.startsWith('system:') && !rbac.isSubject('Group', name))
