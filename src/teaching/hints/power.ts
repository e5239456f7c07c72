import type { CertificateRequest } from '../../ca/request.ts'
import { type HintWords, hintWords } from '../words/words.ts'
import type { RbacView } from './cluster.ts'

/** Returns why the request's subject is an administrator; undefined if not. */
export const powerOf = (
  { subject: { commonName, organizations } }: CertificateRequest,
  rbac: Pick<RbacView, 'bindings' | 'isSubject'>,
  say: HintWords = hintWords(),
): string | undefined => {
  const isBound =
    rbac.isSubject('User', commonName) ||
    organizations.some((name) => rbac.isSubject('Group', name))
  if (!isBound) return undefined
  for (const { roleRef, subjects, name, namespace } of rbac.bindings()) {
    if (namespace !== '' || roleRef.name !== 'cluster-admin') continue
    const holder = subjects.find(
      (of) =>
        (of.kind === 'User' && of.name === commonName) ||
        (of.kind === 'Group' && organizations.includes(of.name)),
    )
    if (holder !== undefined)
      return say.power(holder.kind === 'User' ? say.user : say.group, holder.name, name)
  }
  return undefined
}
