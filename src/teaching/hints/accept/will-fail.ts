import type { CreateHint } from '../facts.ts'
import { cureOf, predictedProblem } from '../signer-advice.ts'

/** The API accepts requests that the signer marks Failed after approval. */
export const willFail: CreateHint = {
  id: 'will-fail',
  page: 'signers',
  says: ({ csr, canReplace, request }) => {
    const unmet = request && predictedProblem(csr)
    return unmet === undefined
      ? undefined
      : cureOf(`if approved, the request will be marked Failed: ${unmet.problem}`, csr, {
          canReplace,
        })
  },
}
