import type { CertificateRequest } from '../../ca/csr.ts'
import { type HintWords, hintWords } from '../words/words.ts'
import type { RbacView } from './cluster.ts'

/** The binding that makes a subject a cluster administrator. */
interface AdminBinding {
  readonly kind: 'user' | 'group'
  readonly name: string
  /** name of a ClusterRoleBinding */
  readonly binding: string
}

/** Returns undefined if neither the user nor one of the groups is an administrator. */
export const powerOf = (
  { subject: { commonName, organizations } }: CertificateRequest,
  rbac: Pick<RbacView, 'bindings' | 'isSubject'>,
): AdminBinding | undefined => {
  const isBound =
    rbac.isSubject('User', commonName) ||
    organizations.some((name) => rbac.isSubject('Group', name))
  if (!isBound) return undefined
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

export const powerText = (
  { kind, name, binding }: AdminBinding,
  say: HintWords = hintWords(),
): string => say.power(say[kind], name, binding)
