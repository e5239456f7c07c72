import { isApproved } from '../../../apis/certificates.ts'
import { isAuthorizedForSigner } from '../../../apiserver/authz/signers.ts'
import type { ChangeHint } from '../facts.ts'
import { clientRequestIn } from '../key-of.ts'
import { powerOf } from '../power.ts'

export const powerful: ChangeHint = {
  id: 'powerful',
  page: 'authorization',
  says: ({ sent, stored, user, cluster: { rbac, authorizer } }) => {
    if (isApproved(stored) || !isApproved(sent)) return undefined
    // only approvers may learn who is an administrator
    if (!isAuthorizedForSigner(authorizer, user, 'approve', stored.spec.signerName))
      return undefined
    const request = clientRequestIn(stored)
    const power = request && powerOf(request, rbac)
    return power === undefined
      ? undefined
      : {
          text: `this certificate makes its holder a cluster administrator: ${power}, and a certificate cannot be revoked.`,
        }
  },
}
