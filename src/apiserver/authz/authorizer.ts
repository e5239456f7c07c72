/** `k8s.io/apiserver/pkg/authorization/authorizer` */
import type { FieldRequirement } from '../../apimachinery/field-selector.ts'
import type { PolicyRule } from '../../apis/rbac.ts'
import type { UserInfo } from '../../apimachinery/user.ts'

export interface RequestAttributes {
  /** the method in lower case for non-resource requests */
  readonly verb: string
  /** false: only `path` and `verb` count */
  readonly resourceRequest: boolean
  /** decoded, without the query */
  readonly path: string
  readonly namespace: string
  readonly apiGroup: string
  readonly apiVersion: string
  readonly resource: string
  readonly subresource: string
  readonly name: string
  /** only for list, watch and deletecollection */
  readonly fieldSelector?: readonly FieldRequirement[] | undefined
}

export interface Attributes extends RequestAttributes {
  readonly user: UserInfo
}

export const NO_ATTRIBUTES: RequestAttributes = {
  verb: '',
  resourceRequest: false,
  path: '',
  namespace: '',
  apiGroup: '',
  apiVersion: '',
  resource: '',
  subresource: '',
  name: '',
}

export interface Decision {
  readonly decision: 'allow' | 'no-opinion'
  /** '' if there is none; a 403 appends the reason to its text */
  readonly reason: string
}

export const ALLOW: Decision = { decision: 'allow', reason: '' }
export const NO_OPINION: Decision = { decision: 'no-opinion', reason: '' }

export interface Authorizer {
  authorize(attributes: Attributes): Decision
}

/** Lists a user's rules in the order of their evaluation, without merging any. */
export interface RuleResolver {
  rulesFor(
    user: UserInfo,
    namespace: string,
  ): {
    rules: readonly PolicyRule[]
    errors: readonly string[]
    /** true: the user may have permissions that `rules` lacks */
    incomplete?: boolean
  }
}
