import type { ClusterTrustBundle } from '../../apis/certificates.ts'
import type { Authorizer } from '../authz/authorizer.ts'
import { isAuthorizedForSigner } from '../authz/signers.ts'
import type { AdmissionPlugin } from './admission.ts'
import { refusal } from './forbidden.ts'
import { changesOnlyOwnership } from './garbage-collection.ts'

/**
 * ClusterTrustBundleAttest: writing a signer's bundle needs `attest` on the signer, except for
 * deletes, and for updates that change only owner references or finalizers.
 */
export const clusterTrustBundleAttest = (authorizer: Authorizer): AdmissionPlugin => ({
  on: 'certificates.k8s.io/clustertrustbundles/',
  validate: (attributes) => {
    const { operation, context, object } = attributes
    if (operation === 'DELETE') return
    const { signerName = '' } = (object as ClusterTrustBundle).spec
    if (signerName === '' || changesOnlyOwnership(attributes)) return
    if (isAuthorizedForSigner(authorizer, context.user, 'attest', signerName)) return
    throw refusal(
      attributes,
      `user not permitted to attest for signerName ${JSON.stringify(signerName)}`,
    )
  },
})
