/** The authorizer of `rbac.authorization.k8s.io` (`plugin/pkg/auth/authorizer/rbac`). It allows or has no opinion. */
import { append } from '../../apimachinery/append.ts'
import { aggregateErrors } from '../../apimachinery/aggregate.ts'
import { goQuote } from '../../apimachinery/text/quote.ts'
import { RBAC_GROUP, type PolicyRule, type RoleRef, type Subject } from '../../apis/rbac.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import type { Attributes, Authorizer, Decision, RuleResolver } from './authorizer.ts'
import type { RbacIndex } from './rbac-index.ts'
import { combinedResource, ruleAllows } from './rule-match.ts'
import type { Grant } from './subject-index.ts'

/** Words the error for a reference to a role that is not there. */
type MissingRoleText = (reference: RoleRef) => string

const missingRole: MissingRoleText = ({ kind, name }) =>
  kind === 'Role' || kind === 'ClusterRole'
    ? `${kind.toLowerCase()}.${RBAC_GROUP} ${goQuote(name)} not found`
    : `unsupported role reference kind: ${goQuote(kind)}`

const subjectText = ({ kind, name, namespace = '' }: Subject, home: string): string =>
  kind === 'ServiceAccount'
    ? `ServiceAccount ${goQuote(`${name}/${namespace === '' ? home : namespace}`)}`
    : `${kind} ${goQuote(name)}`

const allowed = ({ binding, subject }: Grant): Decision => {
  const { name, namespace, roleRef } = binding
  const source =
    namespace === ''
      ? `ClusterRoleBinding ${goQuote(name)}`
      : `RoleBinding ${goQuote(`${name}/${namespace}`)}`
  const role = `${roleRef.kind} ${goQuote(roleRef.name)}`
  return {
    decision: 'allow',
    reason: `RBAC: allowed by ${source} of ${role} to ${subjectText(subject, namespace)}`,
  }
}

const NO_OPINION: Decision = { decision: 'no-opinion', reason: '' }

/** What the prevention of privilege escalation asks. */
export interface RoleRules extends RuleResolver {
  /** The rules of the user, in the order of evaluation; roles that are missing are worded by `missing`. */
  rulesFor(
    user: UserInfo,
    namespace: string,
    missing?: MissingRoleText,
  ): { rules: readonly PolicyRule[]; errors: readonly string[] }
  /** the rules of a role as a binding in `namespace` refers to it; undefined when there is none */
  rulesOf(reference: RoleRef, namespace: string): readonly PolicyRule[] | undefined
}

export class RbacAuthorizer implements Authorizer, RoleRules {
  readonly #index: RbacIndex

  constructor(index: RbacIndex) {
    this.#index = index
  }

  /** The first rule that allows wins; the reason of a refusal names bindings to roles that do not exist. */
  authorize(attributes: Attributes): Decision {
    const combined = combinedResource(attributes)
    const missing: string[] = []
    let decision: Decision | undefined
    this.#index.visit(attributes.user, attributes.namespace, (grant) => {
      const { roleRef, namespace } = grant.binding
      const rules = this.#index.rulesOf(roleRef, namespace)
      if (rules === undefined) missing.push(missingRole(roleRef))
      else if (rules.some((rule) => ruleAllows(rule, attributes, combined))) {
        decision = allowed(grant)
        return false
      }
      return true
    })
    if (decision !== undefined) return decision
    if (missing.length === 0) return NO_OPINION
    return { decision: 'no-opinion', reason: `RBAC: ${aggregateErrors(missing)}` }
  }

  rulesFor(
    user: UserInfo,
    namespace: string,
    missing: MissingRoleText = missingRole,
  ): { rules: readonly PolicyRule[]; errors: readonly string[] } {
    const rules: PolicyRule[] = []
    const errors: string[] = []
    this.#index.visit(user, namespace, ({ binding }) => {
      const found = this.#index.rulesOf(binding.roleRef, binding.namespace)
      if (found === undefined) errors.push(missing(binding.roleRef))
      else append(rules, found)
      return true
    })
    return { rules, errors }
  }

  rulesOf(reference: RoleRef, namespace: string): readonly PolicyRule[] | undefined {
    return this.#index.rulesOf(reference, namespace)
  }
}
