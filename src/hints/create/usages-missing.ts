import type { CreateFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { PAGES } from '../pages.ts'
import { usagesFor, usagesText } from '../usages.ts'

export const usagesMissing: Hint<CreateFacts> = {
  id: 'usages-missing',
  page: PAGES.signers,
  says: ({ csr: { spec } }) =>
    (spec.usages ?? []).length > 0
      ? undefined
      : {
          text: `spec.usages says what the certificate is for. For ${usagesFor(spec.signerName).purpose}, write ${usagesText(spec.signerName)}.`,
        },
}
