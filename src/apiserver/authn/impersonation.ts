/**
 * Impersonation: turns the `Impersonate-*` headers into authorization checks and a user
 * (`k8s.io/apiserver/pkg/endpoints/filters/impersonation.go`).
 */
import { AUTHENTICATION_GROUP } from '../../apis/authentication.ts'
import {
  SYSTEM_ANONYMOUS,
  SYSTEM_AUTHENTICATED,
  SYSTEM_UNAUTHENTICATED,
  type UserInfo,
} from '../../apimachinery/user.ts'
import type { RequestedUser } from './impersonation-headers.ts'
import { serviceAccountGroups, serviceAccountOf } from './service-account.ts'

/** Something that the real user must be allowed to impersonate. */
export interface ImpersonationCheck {
  readonly apiGroup: string
  readonly apiVersion: string
  /** '' except for service accounts */
  readonly namespace: string
  readonly resource: string
  readonly subresource: string
  readonly name: string
}

interface Impersonation {
  /** all must be allowed, with the verb `impersonate` */
  readonly checks: readonly ImpersonationCheck[]
  /** effective user of the request */
  readonly user: UserInfo
}

/**
 * Error for groups, a uid or extra without a user. The real server answers 500 in plain text:
 * `Internal Server Error: "<request target, quoted>": <message>`, HTML characters escaped, and a
 * line feed.
 */
export class ImpersonationError extends Error {
  override readonly name = 'ImpersonationError'
}

/** Fields of Go's ObjectReference for error texts, which show its `%v` form. */
interface Wanted {
  readonly check: ImpersonationCheck
  readonly kind: string
  readonly fieldPath: string
}

const check = (resource: string, name: string, more: Partial<ImpersonationCheck> = {}) => ({
  apiGroup: '',
  apiVersion: '',
  namespace: '',
  resource,
  subresource: '',
  name,
  ...more,
})

const AUTHENTICATION = { apiGroup: AUTHENTICATION_GROUP, apiVersion: 'v1' }

const wantedName = (user: string): Wanted => {
  const account = serviceAccountOf(user)
  if (account === undefined) return { check: check('users', user), kind: 'User', fieldPath: '' }
  const [namespace, name] = account
  return {
    check: check('serviceaccounts', name, { namespace }),
    kind: 'ServiceAccount',
    fieldPath: '',
  }
}

const referenceText = ({
  check: { apiGroup, apiVersion, namespace, name },
  kind,
  fieldPath,
}: Wanted): string => {
  const version = apiGroup === '' ? '' : `${apiGroup}/${apiVersion}`
  return `{${[kind, namespace, name, '', version, '', fieldPath].join(' ')}}`
}

/** Returns the requested groups, or a service account's own, and the authentication group. */
const groupsOf = (user: string, asked: readonly string[]): string[] => {
  const account = asked.length === 0 ? serviceAccountOf(user) : undefined
  const groups = account === undefined ? [...asked] : serviceAccountGroups(account[0])
  const unauthenticated = groups.includes(SYSTEM_UNAUTHENTICATED)
  if (user === SYSTEM_ANONYMOUS)
    return unauthenticated ? groups : [...groups, SYSTEM_UNAUTHENTICATED]
  return unauthenticated || groups.includes(SYSTEM_AUTHENTICATED)
    ? groups
    : [...groups, SYSTEM_AUTHENTICATED]
}

/**
 * Returns the authorization checks and the effective user. Throws {@link ImpersonationError} if no
 * user is named.
 */
export const impersonationOf = ({ name, uid, groups, extra }: RequestedUser): Impersonation => {
  const wanted: Wanted[] = name === '' ? [] : [wantedName(name)]
  for (const group of groups) {
    wanted.push({ check: check('groups', group), kind: 'Group', fieldPath: '' })
  }
  for (const [key, values] of Object.entries(extra)) {
    for (const value of values) {
      const question = check('userextras', value, { ...AUTHENTICATION, subresource: key })
      wanted.push({ check: question, kind: 'UserExtra', fieldPath: key })
    }
  }
  if (uid !== '')
    wanted.push({ check: check('uids', uid, AUTHENTICATION), kind: 'UID', fieldPath: '' })
  if (name === '') {
    const list = wanted.map(referenceText).join(' ')
    throw new ImpersonationError(`requested [${list}] without impersonating a user`)
  }
  return {
    checks: wanted.map((one) => one.check),
    user: { name, ...(uid === '' ? {} : { uid }), groups: groupsOf(name, groups), extra },
  }
}
