import type { CreateFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { PAGES } from '../pages.ts'
import { cureOf, predictedProblem } from '../prediction.ts'

/** The API accepts what the signer refuses: it looks only after approval, and nobody can approve again then. */
export const willFail: Hint<CreateFacts> = {
  id: 'will-fail',
  page: PAGES.signers,
  says: ({ csr, name, sent, request }) => {
    const unmet = predictedProblem(csr, request)
    return unmet === undefined
      ? undefined
      : cureOf(`if this is approved, the signer will mark it Failed: ${unmet.problem}`, {
          name,
          sent,
          csr,
          request,
        })
  },
}
