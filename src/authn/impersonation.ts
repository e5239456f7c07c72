/**
 * Impersonation: what the `Impersonate-*` headers ask for, as questions to the authorizer and the user that comes out
 * (`k8s.io/apiserver/pkg/endpoints/filters/impersonation.go`).
 */
import { AUTHENTICATION_GROUP } from '../api/kinds/authentication.ts'
import { dns1123LabelErrors, dns1123SubdomainErrors } from '../api/names.ts'
import {
  SYSTEM_ANONYMOUS,
  SYSTEM_AUTHENTICATED,
  SYSTEM_UNAUTHENTICATED,
  type UserInfo,
} from '../api/user.ts'
import { serviceAccountGroups } from './service-account.ts'

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

export interface Impersonation {
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

const PREFIX = 'impersonate-'
const EXTRA_PREFIX = 'impersonate-extra-'
const SERVICE_ACCOUNT = 'system:serviceaccount:'

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

/** `[namespace, name]` of a well-formed service account's user name. */
const serviceAccountOf = (user: string): [string, string] | undefined => {
  if (!user.startsWith(SERVICE_ACCOUNT)) return undefined
  const [namespace = '', name = '', ...rest] = user.slice(SERVICE_ACCOUNT.length).split(':')
  const fine =
    rest.length === 0 &&
    dns1123LabelErrors(namespace).length === 0 &&
    dns1123SubdomainErrors(name).length === 0
  return fine ? [namespace, name] : undefined
}

const wantedUser = (user: string): Wanted => {
  const account = serviceAccountOf(user)
  if (account === undefined) return { check: check('users', user), kind: 'User', fieldPath: '' }
  const [namespace, name] = account
  return {
    check: check('serviceaccounts', name, { namespace }),
    kind: 'ServiceAccount',
    fieldPath: '',
  }
}

/** Keys may be percent-encoded, for header names cannot hold every character; what cannot be decoded stays. */
const extraKeyOf = (header: string): string => {
  const key = header.slice(EXTRA_PREFIX.length)
  try {
    return decodeURIComponent(key)
  } catch {
    return key
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

/** Node reads the bytes of headers as Latin-1; Go takes them as they are, and names are UTF-8. */
const headerText = (value: string): string =>
  /[\u0080-\u00ff]/.test(value) ? Buffer.from(value, 'latin1').toString() : value

/** The values of the impersonation headers by lower-case name. */
const impersonationHeaders = (rawHeaders: readonly string[]): Map<string, string[]> => {
  const headers = new Map<string, string[]>()
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!.toLowerCase()
    if (!name.startsWith(PREFIX)) continue
    const value = headerText(rawHeaders[i + 1]!)
    const values = headers.get(name)
    if (values === undefined) headers.set(name, [value])
    else values.push(value)
  }
  return headers
}

/**
 * What the headers ask for; undefined when they ask for nothing. `rawHeaders`: as Node has them, name and value in turn,
 * because groups may repeat and Node joins repeated headers elsewhere. Throws {@link ImpersonationError}.
 */
export const impersonationOf = (rawHeaders: readonly string[]): Impersonation | undefined => {
  const headers = impersonationHeaders(rawHeaders)
  if (headers.size === 0) return undefined
  const [user = ''] = headers.get('impersonate-user') ?? []
  const [uid = ''] = headers.get('impersonate-uid') ?? []
  const groups = headers.get('impersonate-group') ?? []
  const wanted: Wanted[] = user === '' ? [] : [wantedUser(user)]
  for (const group of groups) {
    wanted.push({ check: check('groups', group), kind: 'Group', fieldPath: '' })
  }
  const extra: Record<string, string[]> = Object.create(null)
  for (const [header, values] of headers) {
    if (!header.startsWith(EXTRA_PREFIX)) continue
    const key = extraKeyOf(header)
    extra[key] = [...(extra[key] ?? []), ...values]
    for (const value of values) {
      const question = check('userextras', value, { ...AUTHENTICATION, subresource: key })
      wanted.push({ check: question, kind: 'UserExtra', fieldPath: key })
    }
  }
  if (uid !== '')
    wanted.push({ check: check('uids', uid, AUTHENTICATION), kind: 'UID', fieldPath: '' })
  if (user === '') {
    if (wanted.length === 0) return undefined
    const list = wanted.map(referenceText).join(' ')
    throw new ImpersonationError(`requested [${list}] without impersonating a user`)
  }
  return {
    checks: wanted.map((one) => one.check),
    user: { name: user, ...(uid === '' ? {} : { uid }), groups: groupsOf(user, groups), extra },
  }
}
