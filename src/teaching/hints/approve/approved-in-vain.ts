import { isApproved } from '../../../apis/certificates.ts'
import type { ChangeHint } from '../facts.ts'
import { cureOf, isUnserved, predictedProblem, signerCure } from '../signer-advice.ts'

/** kubectl prints "approved" even if no certificate will follow. */
export const approvedInVain: ChangeHint = {
  id: 'approved-in-vain',
  page: 'signers',
  says: ({ sent, stored, name, cluster: { signers } }) => {
    if (isApproved(stored) || !isApproved(sent)) return undefined
    const { signerName } = stored.spec
    if (isUnserved(signerName, signers))
      return signerCure(
        `${name} is approved, but no signer in this cluster handles ${signerName}`,
        stored,
        signers,
        { why: 'The request will get no certificate.' },
      )
    const unmet = predictedProblem(stored)
    return unmet === undefined
      ? undefined
      : cureOf(`${name} is approved, but the signer will mark it Failed: ${unmet.problem}`, stored)
  },
}
