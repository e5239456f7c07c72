import { conflictingState, forbiddenPath } from '../../apimachinery/status.ts'
import { SYSTEM_AUTHENTICATED, type UserInfo } from '../../apimachinery/user.ts'
import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import { withAuthenticatedGroup } from '../../apiserver/authn/groups.ts'
import { clientCertificates } from '../../apiserver/authn/x509.ts'
import { decodePemBlocks } from '../../ca/pem.ts'
import { call } from '../../apiserver/client/call.ts'
import { mayI } from '../../apiserver/client/self-review.ts'
import { type AsUser, asUser, type PageParts } from './parts.ts'

const COLLECTION = '/apis/certificates.k8s.io/v1/certificatesigningrequests'

/**
 * Returns the users of valid client certificates in CSRs; the newest CSR tells a user's groups.
 * Rejects with RequestRefused if `requester` may not list CSRs.
 */
export const certificateUsers = async (
  requester: AsUser,
  { verifyPeer }: Pick<PageParts, 'verifyPeer'>,
): Promise<UserInfo[]> => {
  const { items } = await call<{ items: CertificateSigningRequest[] }>(requester, 'GET', COLLECTION)
  const authenticate = clientCertificates(verifyPeer)
  const users = new Map<string, { readonly user: UserInfo; readonly at: string }>()
  for (const { status, metadata } of items) {
    const [certificate, ...chain] = decodePemBlocks(
      Buffer.from(status?.certificate ?? '', 'base64'),
    ).map(({ der }) => der)
    if (certificate === undefined) continue
    const found = authenticate({
      authorization: undefined,
      peer: { certificate, chain },
    })
    if (found === undefined || !('user' in found)) continue
    const { user } = found
    const at = metadata.creationTimestamp ?? ''
    if (at >= (users.get(user.name)?.at ?? '')) users.set(user.name, { user, at })
  }
  return [...users.values()]
    .map(({ user }) => withAuthenticatedGroup(user))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

const impersonations = ({ name, groups }: UserInfo): object[] => [
  { verb: 'impersonate', resource: 'users', name },
  ...groups
    .filter((group) => group !== SYSTEM_AUTHENTICATED)
    .map((group) => ({ verb: 'impersonate', resource: 'groups', name: group })),
]

/**
 * Rejects with StatusErrors: 409 if no CSR has a valid client certificate for the user, 403 if
 * `opener` may not impersonate the user. Rejects with RequestRefused if `opener` may not list CSRs.
 */
export const viewedUser = async (
  parts: PageParts,
  opener: UserInfo,
  name: unknown,
): Promise<UserInfo> => {
  if (name === opener.name) return opener
  const requester = asUser(parts, opener)
  const users = await certificateUsers(requester, parts)
  const user = users.find((one) => one.name === name)
  if (user === undefined) {
    const names = users.map((one) => one.name).join(', ')
    throw conflictingState(
      `no CSR has a valid client certificate for ${String(name)}, ${names === '' ? 'or for any other user' : `only for ${names}`}`,
    )
  }
  if (await mayBe(requester, user)) return user
  throw forbiddenPath(
    `no rule lets ${opener.name} impersonate ${user.name} and its groups, so ${opener.name} cannot look at the page as ${user.name}`,
  )
}

export const mayBe = async (requester: AsUser, user: UserInfo): Promise<boolean> => {
  for (const resourceAttributes of impersonations(user))
    if (!(await mayI(requester, { resourceAttributes }))) return false
  return true
}
