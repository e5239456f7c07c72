import {
  type CertificateSigningRequest,
  KUBE_APISERVER_CLIENT_SIGNER,
} from '../../apis/certificates.ts'
import { SYSTEM_MASTERS } from '../../apimachinery/user.ts'
import { X509Error } from '../../ca/errors.ts'
import { parseRequest } from '../../ca/request.ts'
import type { AdmissionPlugin } from './admission.ts'
import { refusal } from './forbidden.ts'

/**
 * CertificateSubjectRestriction: rejects requests for client certificates of `system:masters`,
 * whose rights RBAC cannot limit.
 */
export const certificateSubjectRestriction: AdmissionPlugin = {
  on: 'certificates.k8s.io/certificatesigningrequests/',
  validate: (attributes) => {
    const { operation, object } = attributes
    if (operation !== 'CREATE') return
    const { signerName, request } = (object as CertificateSigningRequest).spec
    if (signerName !== KUBE_APISERVER_CLIENT_SIGNER) return
    let organizations: readonly string[]
    try {
      organizations = parseRequest(request ?? '').subject.organizations
    } catch (error) {
      if (!(error instanceof X509Error)) throw error
      throw refusal(attributes, `failed to parse CSR: ${error.message}`)
    }
    if (!organizations.includes(SYSTEM_MASTERS)) return
    throw refusal(
      attributes,
      `use of ${KUBE_APISERVER_CLIENT_SIGNER} signer with ${SYSTEM_MASTERS} group is not allowed`,
    )
  },
}
