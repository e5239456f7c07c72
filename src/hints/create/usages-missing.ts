import { usagesFor } from '../usages.ts'
import type { CreateFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { PAGES } from '../pages.ts'

export const usagesMissing: Hint<CreateFacts> = {
  id: 'usages-missing',
  page: PAGES.signers,
  says: ({ csr: { spec } }) =>
    (spec.usages ?? []).length > 0
      ? undefined
      : `spec.usages says what the certificate is for; ${usagesFor(spec.signerName)}`,
}
