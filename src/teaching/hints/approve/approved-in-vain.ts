import { isApproved } from '../../../apis/certificates.ts'
import type { ChangeFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { PAGES } from '../pages.ts'
import { cureOf, predictedProblem } from '../prediction.ts'
import { isUnserved, signerCure } from '../signer-names.ts'

/** kubectl says "approved" and nothing more, whatever becomes of it. */
export const approvedInVain: Hint<ChangeFacts> = {
  id: 'approved-in-vain',
  page: PAGES.signers,
  says: ({ sent, stored, name, request, cluster: { signers } }) => {
    if (isApproved(stored) || !isApproved(sent)) return undefined
    const { signerName } = stored.spec
    if (isUnserved(signerName, signers)) {
      return signerCure(
        `${name} is approved, but no signer in this cluster handles ${signerName}`,
        { name, sent: true, signerName, signers, why: 'It will get no certificate.' },
      )
    }
    const unmet = predictedProblem(stored, request)
    if (unmet === undefined) return undefined
    return cureOf(`${name} is approved, but the signer will mark it Failed: ${unmet.problem}`, {
      name,
      sent: true,
      csr: stored,
      request,
    })
  },
}
