/**
 * Impersonation: what the `Impersonate-*` headers ask for, as questions to the authorizer and the user that comes out
 * (`k8s.io/apiserver/pkg/endpoints/filters/impersonation.go`).
 */
import { AUTHENTICATION_GROUP } from '../../apis/authentication.ts'
import {
  SYSTEM_ANONYMOUS,
  SYSTEM_AUTHENTICATED,
  SYSTEM_UNAUTHENTICATED,
  type UserInfo,
} from '../../apimachinery/user.ts'
import type { WantedUser } from './impersonation-headers.ts'
import { serviceAccountGroups, serviceAccountOf } from './service-account.ts'

/** Something that the real user must be allowed to impersonate. */
export interface ImpersonationCheck {
  readonly apiGroup: string
  readonly apiVersion: string
  /** '' unless a service account is meant */
  readonly namespace: string
  readonly resource: string
  readonly subresource: string
  readonly name: string
}

interface Impersonation {
  /** all must be allowed, with the verb `impersonate` */
  readonly checks: readonly ImpersonationCheck[]
  /** whom the request then counts for */
  readonly user: UserInfo
}

/**
 * Headers that ask for groups, a uid or extra without a user. The real server answers with a plain text and code 500:
 * `Internal Server Error: "<request target, quoted>": <message>`, HTML characters escaped, and a line feed.
 */
export class ImpersonationError extends Error {
  override readonly name = 'ImpersonationError'
}

/** The fields of Go's ObjectReference in which the filter gathers what is asked for; only its `%v` form is ever seen. */
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

/** Groups as asked for; a service account has its own where none are; then whether the user is authenticated. */
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
 * What is asked of the authorizer for a wanted user, and the user that comes out. Throws {@link ImpersonationError} when it names no user.
 */
export const impersonationOf = ({ name, uid, groups, extra }: WantedUser): Impersonation => {
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
