import { isApproved, KUBE_APISERVER_CLIENT_SIGNER } from '../../../apis/certificates.ts'
import { isAuthorizedForSigner } from '../../../apiserver/authz/signers.ts'
import type { ChangeHint } from '../facts.ts'
import { PAGES } from '../pages.ts'
import { powerOf, powerText } from '../power.ts'

export const powerful: ChangeHint = {
  id: 'powerful',
  page: PAGES.authorization,
  says: ({ sent, stored, request, user, cluster: { rbac, authorizer } }) => {
    if (isApproved(stored) || !isApproved(sent)) return undefined
    const { signerName } = stored.spec
    if (request === undefined || signerName !== KUBE_APISERVER_CLIENT_SIGNER) return undefined
    // only approvers may learn who is an administrator
    if (!isAuthorizedForSigner(authorizer, user, 'approve', signerName)) return undefined
    const power = powerOf(request, rbac)
    return power === undefined
      ? undefined
      : {
          text: `this certificate makes its holder a cluster administrator: ${powerText(power)}, and a certificate cannot be revoked.`,
        }
  },
}
