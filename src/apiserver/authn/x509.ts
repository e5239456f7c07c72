import { omitEmpty } from '../../apimachinery/omit-empty.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import type { ClientIdentity, ShownCertificates } from '../../ca/client-certificate.ts'
import { ClientCertificateError } from '../../ca/verify.ts'
import type { CredentialAuthenticator } from './authenticator.ts'

/** Verifies a chain at the current time. Throws ClientCertificateError. */
export type VerifyPeer = (peer: ShownCertificates) => ClientIdentity

/** key in a user's extra */
export const CREDENTIAL_ID = 'authentication.kubernetes.io/credential-id'

const made = ({ commonName, organizations, uid, fingerprintHex }: ClientIdentity): UserInfo => ({
  name: commonName,
  ...omitEmpty({ uid }),
  groups: organizations,
  extra: Object.assign(Object.create(null), {
    [CREDENTIAL_ID]: [`X509SHA256=${fingerprintHex}`],
  }),
})

const users = new WeakMap<ClientIdentity, UserInfo>()

const userOf = (identity: ClientIdentity): UserInfo => {
  let user = users.get(identity)
  if (user === undefined) users.set(identity, (user = made(identity)))
  return user
}

/**
 * Client certificates: the common name is the user, organizations are groups. An invalid
 * certificate is an error, never anonymous. A certificate without a common name is ignored.
 */
export const clientCertificates =
  (verify: VerifyPeer): CredentialAuthenticator =>
  ({ peer }) => {
    if (peer === undefined) return undefined
    try {
      const identity = verify(peer)
      return identity.commonName === '' ? undefined : { user: userOf(identity) }
    } catch (error) {
      if (error instanceof ClientCertificateError) return { error: error.message }
      throw error
    }
  }
