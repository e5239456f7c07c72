import type { RbacView } from './cluster.ts'

/** Groups with a binding, some more than once; system groups are ignored. */
export const boundGroups = (rbac: Pick<RbacView, 'bindings'>): string[] =>
  [...rbac.bindings()]
    .flatMap(({ subjects }) => subjects)
    .filter(({ kind, name }) => kind === 'Group' && !name.startsWith('system:'))
    .map(({ name }) => name)

/** Groups without a binding; system groups are ignored. */
export const unboundGroups = (
  organizations: readonly string[],
  rbac: Pick<RbacView, 'isSubject'>,
): string[] =>
  organizations.filter((name) => !name.startsWith('system:') && !rbac.isSubject('Group', name))
