import type { RbacView } from './cluster.ts'

/** Ignores system groups; returns a group once for each of its bindings. */
export const boundGroups = (rbac: Pick<RbacView, 'bindings'>): string[] =>
  [...rbac.bindings()]
    .flatMap(({ subjects }) => subjects)
    .filter(({ kind, name }) => kind === 'Group' && !name.startsWith('system:'))
    .map(({ name }) => name)

/** Ignores system groups. */
export const unboundGroups = (
  organizations: readonly string[],
  rbac: Pick<RbacView, 'isSubject'>,
): string[] =>
  organizations.filter((name) => !name.startsWith('system:') && !rbac.isSubject('Group', name))
