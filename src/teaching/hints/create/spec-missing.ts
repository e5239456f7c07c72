import type { CertificateSigningRequest } from '../../../apis/certificates.ts'
import type { CreateHint } from '../facts.ts'

/** Whether all required fields are missing. */
export const hasNoSpec = ({ spec }: CertificateSigningRequest): boolean =>
  (spec.request ?? '') === '' && (spec.signerName ?? '') === '' && (spec.usages ?? []).length === 0

/** Replaces three hints that would each report one missing field. */
export const specMissing: CreateHint = {
  id: 'spec-missing',
  page: 'tutorial',
  says: ({ csr }) =>
    hasNoSpec(csr)
      ? {
          text: 'spec is empty: put request, signerName and usages there, indented below spec.',
        }
      : undefined,
}
