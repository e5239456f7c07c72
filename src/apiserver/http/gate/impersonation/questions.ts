/** Authorization checks of one mode for the wanted user (`impersonationModeState` in `mode.go`). */
import { omitEmpty } from '../../../../apimachinery/omit-empty.ts'
import { AUTHENTICATION_GROUP } from '../../../../apis/authentication.ts'
import {
  SYSTEM_ANONYMOUS,
  SYSTEM_AUTHENTICATED,
  SYSTEM_MASTERS,
  SYSTEM_UNAUTHENTICATED,
  type UserInfo,
} from '../../../../apimachinery/user.ts'
import { extraFault } from '../../../authn/impersonated-extra.ts'
import type { RequestedUser } from './headers.ts'
import { serviceAccountGroups, serviceAccountOf } from '../../../authn/service-account.ts'
import { type Attributes, type Authorizer, NO_ATTRIBUTES } from '../../../authz/authorizer.ts'
import { forbidden } from '../../../authz/forbidden.ts'
import { SYSTEM_NODES } from '../../../authz/node-identity.ts'
import { demand } from '../../../authz/demand.ts'
import { nodeNameOf } from './names.ts'

/** With at least this many names, `*` is checked first. */
const MANY = 4

export interface Questions {
  readonly verb: string
  /** false: legacy `impersonate`, with the core group for names and groups */
  readonly constrained: boolean
  /** the order before 1.36: the uid after groups and extra */
  readonly uidLast?: true
  /** authorizes the node name `*` instead of the requested one, like kube-apiserver */
  readonly everyNode?: true | undefined
}

type What = Partial<Pick<Attributes, 'namespace' | 'resource' | 'subresource' | 'name'>>

const named = ({ name }: RequestedUser, { constrained, everyNode }: Questions): What => {
  const node = constrained ? nodeNameOf(name) : undefined
  if (node !== undefined) return { resource: 'nodes', name: everyNode === true ? '*' : node }
  const account = serviceAccountOf(name)
  if (account === undefined) return { resource: 'users', name }
  return { resource: 'serviceaccounts', namespace: account[0], name: account[1] }
}

const groupsOf = ({ name, groups }: RequestedUser, { constrained }: Questions): string[] => {
  const account = groups.length === 0 ? serviceAccountOf(name) : undefined
  const own = account === undefined ? groups : serviceAccountGroups(account[0])
  const all = constrained && nodeNameOf(name) !== undefined ? [SYSTEM_NODES] : own
  const implied = name === SYSTEM_ANONYMOUS ? SYSTEM_UNAUTHENTICATED : SYSTEM_AUTHENTICATED
  const isIncluded = all.includes(implied) || all.includes(SYSTEM_UNAUTHENTICATED)
  return isIncluded ? [...all] : [...all, implied]
}

/** Returns the impersonated user. Throws the first 403: of name, uid, groups and extra. */
export const impersonated = (
  authorizer: Authorizer,
  questions: Questions,
  wanted: RequestedUser,
  requestor: UserInfo,
): UserInfo => {
  const { verb, constrained, uidLast } = questions
  const { name, uid, groups, extra } = wanted
  const extended = (what: What, apiGroup = AUTHENTICATION_GROUP): Attributes => ({
    ...NO_ATTRIBUTES,
    user: requestor,
    verb,
    resourceRequest: true,
    apiGroup,
    apiVersion: 'v1',
    ...what,
  })
  /** checks of names and groups, for legacy impersonation in the core group */
  const plain = (what: What): Attributes => extended(what, constrained ? undefined : '')
  const group = (value: string): Attributes => plain({ resource: 'groups', name: value })
  const field = (subresource: string, value: string): Attributes =>
    extended({ resource: 'userextras', subresource, name: value })
  const refuse = (attributes: Attributes, reason: string): void => {
    if (constrained) throw forbidden(attributes, { reason })
  }
  const demandAll = (asked: readonly Attributes[], all: Attributes): void => {
    const mayAll = constrained && asked.length >= MANY
    if (mayAll && authorizer.authorize(all).decision === 'allow') return
    for (const attributes of asked) demand(authorizer, attributes)
  }
  const askUid = (): void => {
    if (uid !== '') demand(authorizer, extended({ resource: 'uids', name: uid }))
  }

  demand(authorizer, plain(named(wanted, questions)))
  if (uidLast !== true) askUid()
  for (const value of ['', SYSTEM_MASTERS])
    if (groups.includes(value))
      refuse(group(value), `impersonating the ${value || 'empty string'} group is not allowed`)
  demandAll(groups.map(group), group('*'))
  const fault = extraFault(extra)
  if (fault !== undefined) refuse(field('', ''), fault)
  const fields = Object.entries(extra).flatMap(([key, values]) =>
    values.map((value) => field(key, value)),
  )
  demandAll(fields, field('*', '*'))
  if (uidLast === true) askUid()
  return { name, ...omitEmpty({ uid }), groups: groupsOf(wanted, questions), extra }
}
