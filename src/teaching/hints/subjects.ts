import type { RbacView } from './cluster.ts'

/** The names of all groups that bindings are for, those of the system left out. */
export const groupSubjects = (rbac: RbacView): Set<string> => {
  const names = new Set<string>()
  for (const { subjects } of rbac.bindings()) {
    for (const { kind, name } of subjects) {
      if (kind === 'Group' && !name.startsWith('system:')) names.add(name)
    }
  }
  return names
}

/** The groups of a subject that no binding is for; those of the system are none of ours. */
export const unboundGroups = (
  organizations: readonly string[],
  rbac: Pick<RbacView, 'isSubject'>,
): string[] =>
  organizations.filter((name) => !name.startsWith('system:') && !rbac.isSubject('Group', name))
