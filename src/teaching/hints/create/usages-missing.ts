import type { CreateHint } from '../facts.ts'
import { hasNoSpec } from './spec-missing.ts'
import { usagesFor, usagesText } from '../usages.ts'

export const usagesMissing: CreateHint = {
  id: 'usages-missing',
  page: 'signers',
  says: ({ csr }) =>
    (csr.spec.usages ?? []).length > 0 || hasNoSpec(csr)
      ? undefined
      : {
          text: `spec.usages is missing: for ${usagesFor(csr.spec.signerName).purpose}, write ${usagesText(csr.spec.signerName)}.`,
        },
}
