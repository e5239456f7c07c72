import type { CreateFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { PAGES } from '../pages.ts'
import { hasNoSpec } from './spec-missing.ts'
import { usagesFor, usagesText } from '../usages.ts'

export const usagesMissing: Hint<CreateFacts> = {
  id: 'usages-missing',
  page: PAGES.signers,
  says: ({ csr }) =>
    (csr.spec.usages ?? []).length > 0 || hasNoSpec(csr)
      ? undefined
      : {
          text: `spec.usages is missing: for ${usagesFor(csr.spec.signerName).purpose}, write ${usagesText(csr.spec.signerName)}.`,
        },
}
