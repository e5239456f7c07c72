import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import type { Authorizer } from '../authz/authorizer.ts'
import type { AdmissionPlugin } from './admission.ts'
import { isUpdateOf, requireSignerVerb } from './certificate-approval.ts'

const sameStatus = (a: CertificateSigningRequest, b: CertificateSigningRequest): boolean =>
  (a.status.certificate ?? '') === (b.status.certificate ?? '') &&
  JSON.stringify(a.status.conditions ?? []) === JSON.stringify(b.status.conditions ?? [])

/**
 * CertificateSigning: a write of /status that changes certificate or conditions needs `sign` on the
 * signer.
 */
export const certificateSigning = (authorizer: Authorizer): AdmissionPlugin => ({
  validate: (attributes) => {
    if (!isUpdateOf(attributes, 'status')) return
    const object = attributes.object as CertificateSigningRequest
    if (sameStatus(object, attributes.oldObject as CertificateSigningRequest)) return
    requireSignerVerb(authorizer, attributes, 'sign')
  },
})
