/** The checks of one impersonation mode (`impersonationModeState` in `mode.go` of 1.36). */
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
import { type Mode, nodeNameOf } from './modes.ts'
import { serviceAccountGroups, serviceAccountOf } from '../../../authn/service-account.ts'
import { type Attributes, type Authorizer, NO_ATTRIBUTES } from '../../../authz/authorizer.ts'
import { forbidden } from '../../../authz/forbidden.ts'
import { SYSTEM_NODES } from '../../../authz/node-identity.ts'
import { demand } from '../../../authz/demand.ts'

export interface Impersonated {
  readonly user: UserInfo
  /** the verb `impersonate:MODE`; undefined in the legacy mode */
  readonly constraint?: string
}

/** The user of `request` is the requestor. Throws StatusErrors and ImpersonationError. */
export type Impersonation = (wanted: RequestedUser, request: Attributes) => Impersonated

/** minimum number of groups, or of extra values, for which constrained modes check `*` first */
const MANY = 4

type CheckedMode = Pick<Mode, 'name' | 'uidLast'>

type What = Partial<Pick<Attributes, 'namespace' | 'resource' | 'subresource' | 'name'>>

/** kube-apiserver checks the name `*` for a pod that impersonates its own node. */
const named = ({ name }: RequestedUser, mode: CheckedMode): What => {
  const node = mode.name === undefined ? undefined : nodeNameOf(name)
  if (node !== undefined)
    return { resource: 'nodes', name: mode.name === 'associated-node' ? '*' : node }
  const account = serviceAccountOf(name)
  if (account === undefined) return { resource: 'users', name }
  return { resource: 'serviceaccounts', namespace: account[0], name: account[1] }
}

const groupsOf = ({ name, groups }: RequestedUser, mode: CheckedMode): string[] => {
  const account = groups.length === 0 ? serviceAccountOf(name) : undefined
  const own = account === undefined ? groups : serviceAccountGroups(account[0])
  const isNode = mode.name !== undefined && nodeNameOf(name) !== undefined
  const all = isNode ? [SYSTEM_NODES] : own
  const implied = name === SYSTEM_ANONYMOUS ? SYSTEM_UNAUTHENTICATED : SYSTEM_AUTHENTICATED
  const isIncluded = all.includes(implied) || all.includes(SYSTEM_UNAUTHENTICATED)
  return isIncluded ? [...all] : [...all, implied]
}

/** Returns the impersonated user, or throws the first 403 of the mode's checks. */
export const impersonated = (
  authorizer: Authorizer,
  mode: CheckedMode,
  wanted: RequestedUser,
  request: Attributes,
): Impersonated => {
  const constrained = mode.name !== undefined
  const verb = constrained ? `impersonate:${mode.name}` : 'impersonate'
  const { name, uid, groups, extra } = wanted
  const extended = (what: What, apiGroup = AUTHENTICATION_GROUP): Attributes => ({
    ...NO_ATTRIBUTES,
    user: request.user,
    verb,
    resourceRequest: true,
    apiGroup,
    apiVersion: 'v1',
    ...what,
  })
  /** in legacy impersonation, users, service accounts and groups are in the core API group */
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

  if (constrained)
    demand(authorizer, { ...request, verb: `impersonate-on:${mode.name}:${request.verb}` })
  demand(authorizer, plain(named(wanted, mode)))
  if (mode.uidLast !== true) askUid()
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
  if (mode.uidLast === true) askUid()
  const user = { name, ...omitEmpty({ uid }), groups: groupsOf(wanted, mode), extra }
  return { user, ...(constrained && { constraint: verb }) }
}
