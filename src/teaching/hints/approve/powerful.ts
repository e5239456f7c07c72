import { isApproved, KUBE_APISERVER_CLIENT_SIGNER } from '../../../apis/certificates.ts'
import { isAuthorizedForSigner } from '../../../apiserver/authz/signers.ts'
import type { ChangeFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { PAGES } from '../pages.ts'
import { powerOf, powerText } from '../power.ts'

/** Approving is granting: whoever holds the certificate is that user and in those groups until it ends. */
export const powerful: Hint<ChangeFacts> = {
  id: 'powerful',
  page: PAGES.authorization,
  says: ({ sent, stored, request, user, cluster: { rbac, authorizer } }) => {
    if (isApproved(stored) || !isApproved(sent)) return undefined
    const { signerName } = stored.spec
    if (request === undefined || signerName !== KUBE_APISERVER_CLIENT_SIGNER) return undefined
    // who may approve here can be anybody; who may not is told nothing of others
    if (!isAuthorizedForSigner(authorizer, user, 'approve', signerName)) return undefined
    const power = powerOf(request, rbac)
    return power === undefined
      ? undefined
      : {
          text: `this certificate is that of a cluster administrator: ${powerText(power)}, and a certificate cannot be taken back before it ends.`,
        }
  },
}
