import type { CertificateRequest } from '../../ca/csr.ts'
import type { RbacView } from './cluster.ts'

/** What makes somebody an administrator of the whole cluster. */
export interface Power {
  readonly kind: 'user' | 'group'
  readonly name: string
  /** a ClusterRoleBinding */
  readonly binding: string
}

/** By what the user or a group of a subject is an administrator of the whole cluster; undefined when nothing makes it one. */
export const powerOf = (
  { subject: { commonName, organizations } }: CertificateRequest,
  rbac: Pick<RbacView, 'bindings'>,
): Power | undefined => {
  for (const { roleRef, subjects, name, namespace } of rbac.bindings()) {
    if (namespace !== '' || roleRef.name !== 'cluster-admin') continue
    const subject = subjects.find(
      (of) =>
        (of.kind === 'User' && of.name === commonName) ||
        (of.kind === 'Group' && organizations.includes(of.name)),
    )
    if (subject !== undefined)
      return {
        kind: subject.kind === 'User' ? 'user' : 'group',
        name: subject.name,
        binding: name,
      }
  }
  return undefined
}

/** `group ops has cluster-admin by ClusterRoleBinding ops` */
export const powerText = ({ kind, name, binding }: Power): string =>
  `${kind} ${name} has cluster-admin by ClusterRoleBinding ${binding}`
