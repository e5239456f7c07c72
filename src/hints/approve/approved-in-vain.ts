import { isApproved } from '../../api/certificates.ts'
import type { ChangeFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { PAGES } from '../pages.ts'
import { cureOf, predictedProblem } from '../prediction.ts'
import { shellWord } from '../shell.ts'
import { isUnserved, nearestSigner } from '../signer-names.ts'

/** kubectl says "approved" and nothing more, whatever becomes of it. */
export const approvedInVain: Hint<ChangeFacts> = {
  id: 'approved-in-vain',
  page: PAGES.signers,
  says: ({ sent, stored, name, request, cluster: { signers } }) => {
    if (isApproved(stored) || !isApproved(sent)) return undefined
    const again = `kubectl delete csr ${shellWord(name)}, then create it again`
    const { signerName } = stored.spec
    if (isUnserved(signerName, signers)) {
      const meant = nearestSigner(signerName, signers)
      return (
        `${name} is approved, but no signer in this cluster handles ${signerName}, so it will get no certificate` +
        (meant === undefined
          ? ' unless a controller of your own signs it.'
          : `: ${again} with signerName: ${meant}`)
      )
    }
    const problem = predictedProblem(stored, request)
    if (problem === undefined) return undefined
    return `${name} is approved, but the signer will mark it Failed: ${problem}. To mend it: ${again}; ${cureOf(problem, signerName)}`
  },
}
