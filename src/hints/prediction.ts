/** What the signer will find once a request is approved: its own check, asked beforehand. */
import type { CertificateSigningRequest } from '../api/certificates.ts'
import type { CertificateRequest } from '../ca/csr.ts'
import { signerCheck } from '../ca/signers.ts'
import { isBuiltInSigner } from './signer-names.ts'
import { usagesFor } from './usages.ts'

/** Why the signer will mark an approved request Failed, in its words; undefined when it will not. */
export const predictedProblem = (
  { spec }: CertificateSigningRequest,
  request: CertificateRequest | undefined,
): string | undefined =>
  request !== undefined && isBuiltInSigner(spec.signerName) && (spec.usages ?? []).length > 0
    ? signerCheck(spec.signerName)(request, spec.usages ?? [])
    : undefined

/** What to change so that it does not come to this. */
export const cureOf = (problem: string, signerName: string): string => {
  if (problem.includes('usage')) return usagesFor(signerName)
  if (problem.includes('organization'))
    return 'make a new request with the subject /O=system:nodes/CN=system:node:NAME.'
  if (problem.includes('common name'))
    return 'make a new request whose common name is system:node:NAME.'
  if (problem.includes('required')) {
    return 'make a new request with the names of the node: openssl req … -addext subjectAltName=DNS:NAME.'
  }
  return 'make a new request without these names.'
}
