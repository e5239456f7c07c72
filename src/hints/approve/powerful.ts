import { isApproved, KUBE_APISERVER_CLIENT_SIGNER } from '../../api/kinds/certificates.ts'
import type { ChangeFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { PAGES } from '../pages.ts'
import { powerOf } from '../power.ts'

/** Approving is granting: whoever holds the certificate is that user and in those groups until it ends. */
export const powerful: Hint<ChangeFacts> = {
  id: 'powerful',
  page: PAGES.authorization,
  says: ({ sent, stored, request, cluster: { rbac } }) => {
    if (isApproved(stored) || !isApproved(sent)) return undefined
    if (request === undefined || stored.spec.signerName !== KUBE_APISERVER_CLIENT_SIGNER)
      return undefined
    const power = powerOf(request, rbac)
    return power === undefined
      ? undefined
      : {
          text: `this certificate is that of a cluster administrator: ${power}, and a certificate cannot be taken back before it ends.`,
        }
  },
}
