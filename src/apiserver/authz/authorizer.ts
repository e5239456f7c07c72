/** May they? The words of `k8s.io/apiserver/pkg/authorization/authorizer`. */
import type { FieldRequirement } from '../../apimachinery/fields.ts'
import type { PolicyRule } from '../../apis/rbac.ts'
import type { UserInfo } from '../../apimachinery/user.ts'

export interface Attributes {
  readonly user: UserInfo
  readonly verb: string
  /** false: a path that is no resource; then only `path` and `verb` count */
  readonly resourceRequest: boolean
  readonly path: string
  readonly namespace: string
  readonly apiGroup: string
  readonly apiVersion: string
  readonly resource: string
  readonly subresource: string
  readonly name: string
  /** what a list, a watch or a delete of a collection is narrowed to; absent: nothing, or nothing that can be understood */
  readonly fieldSelector?: readonly FieldRequirement[]
}

export interface Decision {
  readonly decision: 'allow' | 'deny' | 'no-opinion'
  /** empty, or why; shown to the client after the Forbidden text */
  readonly reason: string
  /** what went wrong while deciding (a role that does not exist); shown in a SubjectAccessReview */
  readonly error?: string
}

/** Decides at once, from memory: authorization costs microseconds and never waits. */
export interface Authorizer {
  authorize(attributes: Attributes): Decision
}

/** Lists what a user may do in a namespace, raw and unmerged, in the order of evaluation. */
export interface RuleResolver {
  rulesFor(
    user: UserInfo,
    namespace: string,
  ): {
    rules: readonly PolicyRule[]
    errors: readonly string[]
    /** there is more than rules can say */
    incomplete?: boolean
  }
}
