import type { CertificateRequest } from '../ca/csr.ts'
import type { RbacView } from './cluster.ts'

/** By what the user or a group of a subject is an administrator of the whole cluster, in words; undefined when nothing makes it one. */
export const powerOf = (
  { subject: { commonName, organizations } }: CertificateRequest,
  rbac: Pick<RbacView, 'bindings'>,
): string | undefined => {
  for (const { roleRef, subjects, name, namespace } of rbac.bindings()) {
    if (namespace !== '' || roleRef.name !== 'cluster-admin') continue
    const subject = subjects.find(
      (of) =>
        (of.kind === 'User' && of.name === commonName) ||
        (of.kind === 'Group' && organizations.includes(of.name)),
    )
    if (subject !== undefined)
      return `${subject.kind.toLowerCase()} ${subject.name} has cluster-admin by ClusterRoleBinding ${name}`
  }
  return undefined
}
