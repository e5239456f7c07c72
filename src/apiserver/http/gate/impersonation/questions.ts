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
import type { RequestedUser } from '../../../authn/impersonation-headers.ts'
import { serviceAccountGroups, serviceAccountOf } from '../../../authn/service-account.ts'
import { type Attributes, type Authorizer, NO_ATTRIBUTES } from '../../../authz/authorizer.ts'
import { forbidden } from '../../../authz/forbidden.ts'
import { SYSTEM_NODES } from '../../../authz/node-identity.ts'
import { demand } from '../../../authz/demand.ts'
import { nodeNameOf } from './names.ts'

/** With at least this many names, `*` is checked first. */
const MANY = 4

const refuse = (attributes: Attributes, reason: string): never => {
  throw forbidden(attributes, { decision: 'deny', reason })
}

interface QuestionParts {
  readonly authorizer: Authorizer
  readonly verb: string
  /** false: legacy `impersonate`, with the core group for names and groups */
  readonly constrained: boolean
  /** the order before 1.36: the uid after groups and extra */
  readonly uidLast?: true
  /** replaces a node's name in the check */
  readonly nodeName?: string
}

type What = Partial<Pick<Attributes, 'namespace' | 'resource' | 'subresource' | 'name'>>

/** Checks name, uid, groups and extra, in this order. */
export class Questions {
  readonly #parts: QuestionParts

  constructor(parts: QuestionParts) {
    this.#parts = parts
  }

  /** Returns the impersonated user. Throws the first 403. */
  answer(wanted: RequestedUser, requestor: UserInfo): UserInfo {
    const { uidLast = false } = this.#parts
    this.#name(wanted, requestor)
    if (!uidLast) this.#uid(wanted, requestor)
    this.#groups(wanted.groups, requestor)
    this.#extra(wanted.extra, requestor)
    if (uidLast) this.#uid(wanted, requestor)
    const { name, uid, extra } = wanted
    return { name, ...omitEmpty({ uid }), groups: this.#groupsOf(wanted), extra }
  }

  #attributes(user: UserInfo, apiGroup: string, what: What): Attributes {
    return {
      ...NO_ATTRIBUTES,
      user,
      verb: this.#parts.verb,
      resourceRequest: true,
      apiGroup,
      apiVersion: 'v1',
      ...what,
    }
  }

  /** For uid and extra, which were never in the core group. */
  #extended(user: UserInfo, what: What): Attributes {
    return this.#attributes(user, AUTHENTICATION_GROUP, what)
  }

  #plain(user: UserInfo, what: What): Attributes {
    return this.#attributes(user, this.#parts.constrained ? AUTHENTICATION_GROUP : '', what)
  }

  #name({ name }: RequestedUser, requestor: UserInfo): void {
    const { authorizer, constrained, nodeName } = this.#parts
    const node = constrained ? nodeNameOf(name) : undefined
    const account = serviceAccountOf(name)
    const what =
      node !== undefined
        ? { resource: 'nodes', name: nodeName ?? node }
        : account !== undefined
          ? { resource: 'serviceaccounts', namespace: account[0], name: account[1] }
          : { resource: 'users', name }
    demand(authorizer, this.#plain(requestor, what))
  }

  #uid({ uid }: RequestedUser, requestor: UserInfo): void {
    if (uid !== '')
      demand(this.#parts.authorizer, this.#extended(requestor, { resource: 'uids', name: uid }))
  }

  #groups(groups: readonly string[], requestor: UserInfo): void {
    const { authorizer, constrained } = this.#parts
    const about = (name: string): Attributes => this.#plain(requestor, { resource: 'groups', name })
    if (constrained && groups.includes('')) {
      refuse(about(''), 'impersonating the empty string group is not allowed')
    }
    if (constrained && groups.includes(SYSTEM_MASTERS)) {
      refuse(about(SYSTEM_MASTERS), 'impersonating the system:masters group is not allowed')
    }
    if (this.#mayAll(groups.length, about('*'))) return
    for (const group of groups) demand(authorizer, about(group))
  }

  #extra(extra: RequestedUser['extra'], requestor: UserInfo): void {
    const { authorizer, constrained } = this.#parts
    const about = (subresource: string, name: string): Attributes =>
      this.#extended(requestor, { resource: 'userextras', subresource, name })
    const fault = constrained ? extraFault(extra) : undefined
    if (fault !== undefined) refuse(about('', ''), fault)
    const asked = Object.entries(extra).flatMap(([key, values]) =>
      values.map((value) => about(key, value)),
    )
    if (this.#mayAll(asked.length, about('*', '*'))) return
    for (const attributes of asked) demand(authorizer, attributes)
  }

  #mayAll(count: number, everything: Attributes): boolean {
    const { authorizer, constrained } = this.#parts
    return constrained && count >= MANY && authorizer.authorize(everything).decision === 'allow'
  }

  #groupsOf({ name, groups }: RequestedUser): string[] {
    const account = groups.length === 0 ? serviceAccountOf(name) : undefined
    const isNode = this.#parts.constrained && nodeNameOf(name) !== undefined
    const own = isNode
      ? [SYSTEM_NODES]
      : account === undefined
        ? [...groups]
        : serviceAccountGroups(account[0])
    const sort = name === SYSTEM_ANONYMOUS ? SYSTEM_UNAUTHENTICATED : SYSTEM_AUTHENTICATED
    const isSaid = own.includes(sort) || own.includes(SYSTEM_UNAUTHENTICATED)
    return isSaid ? own : [...own, sort]
  }
}
