import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import type { Authorizer } from '../authz/authorizer.ts'
import { isAuthorizedForSigner, type SignerVerb } from '../authz/signers.ts'
import type { AdmissionAttributes, AdmissionPlugin } from './admission.ts'
import { refusal } from './forbidden.ts'

/** Throws the 403 unless the user has `verb` on the signer of the stored request. */
const requireSignerVerb = (
  authorizer: Authorizer,
  attributes: AdmissionAttributes,
  verb: SignerVerb,
): void => {
  const { signerName } = (attributes.oldObject as CertificateSigningRequest).spec
  if (isAuthorizedForSigner(authorizer, attributes.context.user, verb, signerName)) return
  throw refusal(
    attributes,
    `user not permitted to ${verb} requests with signerName ${JSON.stringify(signerName)}`,
  )
}

/**
 * CertificateApproval: every write of /approval needs `approve` on the signer, even without a
 * change.
 */
export const certificateApproval = (authorizer: Authorizer): AdmissionPlugin => ({
  on: 'certificates.k8s.io/certificatesigningrequests/approval',
  validate: (attributes) => requireSignerVerb(authorizer, attributes, 'approve'),
})

const sameStatus = (a: CertificateSigningRequest, b: CertificateSigningRequest): boolean =>
  (a.status.certificate ?? '') === (b.status.certificate ?? '') &&
  JSON.stringify(a.status.conditions ?? []) === JSON.stringify(b.status.conditions ?? [])

/**
 * CertificateSigning: a write of /status that changes certificate or conditions needs `sign` on the
 * signer.
 */
export const certificateSigning = (authorizer: Authorizer): AdmissionPlugin => ({
  on: 'certificates.k8s.io/certificatesigningrequests/status',
  validate: (attributes) => {
    const object = attributes.object as CertificateSigningRequest
    if (sameStatus(object, attributes.oldObject as CertificateSigningRequest)) return
    requireSignerVerb(authorizer, attributes, 'sign')
  },
})
