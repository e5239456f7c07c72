import { CERTIFICATES_GROUP } from '../../apis/certificates.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import { isAllowed } from './allowed.ts'
import type { Authorizer } from './authorizer.ts'

export type SignerVerb = 'approve' | 'sign' | 'attest'

/**
 * Tells whether a user has a verb on a signer: on its name or on its domain, `example.com/*`
 * (`pkg/apis/certificates/authorization`). The resource `signers` exists only for authorization.
 */
export const isAuthorizedForSigner = (
  authorizer: Authorizer,
  user: UserInfo,
  verb: SignerVerb,
  signerName: string,
): boolean => {
  const may = (name: string): boolean =>
    isAllowed(authorizer, user, { verb, apiGroup: CERTIFICATES_GROUP, resource: 'signers', name })
  return may(signerName) || may(`${signerName.split('/')[0]}/*`)
}
