import { isApproved, KUBE_APISERVER_CLIENT_SIGNER } from '../../api/certificates.ts'
import type { ChangeFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { PAGES } from '../pages.ts'

/** Approving is granting: whoever holds the certificate is that user and in those groups until it ends. */
export const powerful: Hint<ChangeFacts> = {
  id: 'powerful',
  page: PAGES.authorization,
  says: ({ sent, stored, request, cluster: { rbac } }) => {
    if (isApproved(stored) || !isApproved(sent)) return undefined
    if (request === undefined || stored.spec.signerName !== KUBE_APISERVER_CLIENT_SIGNER)
      return undefined
    const { commonName, organizations } = request.subject
    for (const { roleRef, subjects, name, namespace } of rbac.bindings()) {
      if (namespace !== '' || roleRef.name !== 'cluster-admin') continue
      const subject = subjects.find(
        (of) =>
          (of.kind === 'User' && of.name === commonName) ||
          (of.kind === 'Group' && organizations.includes(of.name)),
      )
      if (subject === undefined) continue
      return `this certificate is that of a cluster administrator: ${subject.kind.toLowerCase()} ${subject.name} has cluster-admin by ClusterRoleBinding ${name}, and a certificate cannot be taken back before it ends.`
    }
    return undefined
  },
}
