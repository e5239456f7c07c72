import type { CertificateSigningRequest } from '../../../apis/certificates.ts'
import type { CreateFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { PAGES } from '../pages.ts'

/** Nothing that a client may say stands in the spec: it is left out, or spelt otherwise. */
export const hasNoSpec = ({ spec }: CertificateSigningRequest): boolean =>
  (spec.request ?? '') === '' && (spec.signerName ?? '') === '' && (spec.usages ?? []).length === 0

/** One word for the three fields that are missing then. */
export const specMissing: Hint<CreateFacts> = {
  id: 'spec-missing',
  page: PAGES.tutorial,
  says: ({ csr }) =>
    hasNoSpec(csr)
      ? {
          text: 'there is nothing in spec: request, signerName and usages stand there, indented below the word spec.',
        }
      : undefined,
}
