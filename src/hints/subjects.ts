import type { RbacView } from './cluster.ts'

/** The names of all groups that bindings are for, those of the system left out. */
export const groupSubjects = (rbac: RbacView): Set<string> => subjectsOf(rbac, 'Group')

/** The names of all users that bindings are for, those of the system left out. */
export const userSubjects = (rbac: RbacView): Set<string> => subjectsOf(rbac, 'User')

const subjectsOf = (rbac: RbacView, kind: string): Set<string> => {
  const names = new Set<string>()
  for (const { subjects } of rbac.bindings()) {
    for (const subject of subjects) {
      if (subject.kind === kind && !subject.name.startsWith('system:')) names.add(subject.name)
    }
  }
  return names
}

/** The groups of a subject that no binding is for; those of the system are none of ours. */
export const unboundGroups = (organizations: readonly string[], rbac: RbacView): string[] =>
  organizations.filter((name) => !name.startsWith('system:') && !rbac.isSubject('Group', name))
