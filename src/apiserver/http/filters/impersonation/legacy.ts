/** Impersonation without the gate ConstrainedImpersonation. */
import { AUTHENTICATION_GROUP } from '../../../../apis/authentication.ts'
import type { RequestedUser } from './headers.ts'
import type { Authorizer } from '../../../authz/authorizer.ts'
import { impersonated, type Impersonation } from './checks.ts'

/** The headers lack a user name. The client gets a 500 in plain text. */
export class ImpersonationError extends Error {
  override readonly name = 'ImpersonationError'
}

/** Go's `%v` of an ObjectReference: kind, namespace, name, uid, version, revision, field. */
const referenceText = (kind: string, name: string, version = '', field = ''): string =>
  `{${[kind, '', name, '', version, '', field].join(' ')}}`

const withoutUser = ({ groups, extra, uid }: RequestedUser): ImpersonationError => {
  const version = `${AUTHENTICATION_GROUP}/v1`
  const list = [
    ...groups.map((group) => referenceText('Group', group)),
    ...Object.entries(extra).flatMap(([key, values]) =>
      values.map((value) => referenceText('UserExtra', value, version, key)),
    ),
    ...(uid === '' ? [] : [referenceText('UID', uid, version)]),
  ]
  return new ImpersonationError(`requested [${list.join(' ')}] without impersonating a user`)
}

/** The returned function throws the first 403, or ImpersonationError. */
export const legacyImpersonation =
  (authorizer: Authorizer): Impersonation =>
  (wanted, request) => {
    if (wanted.name === '') throw withoutUser(wanted)
    return impersonated(authorizer, { uidLast: true }, wanted, request)
  }
