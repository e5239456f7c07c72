/** Authorizer of `rbac.authorization.k8s.io` (`plugin/pkg/auth/authorizer/rbac`). Never denies. */
import { append } from '../../apimachinery/append.ts'
import { aggregateErrors } from '../../apimachinery/aggregate.ts'
import { goQuote } from '../../apimachinery/text/quote.ts'
import { RBAC_GROUP, type PolicyRule, type RoleRef, type Subject } from '../../apis/rbac.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import { type Authorizer, type Decision, NO_OPINION, type RuleResolver } from './authorizer.ts'
import type { RbacIndex } from './rbac-index.ts'
import { combinedResource, ruleAllows } from './rule-match.ts'
import type { Binding } from './subject-index.ts'

type MissingRoleText = (reference: RoleRef) => string

const missingRole: MissingRoleText = ({ kind, name }) =>
  `${kind.toLowerCase()}.${RBAC_GROUP} ${goQuote(name)} not found`

const subjectText = ({ kind, name, namespace = '' }: Subject, home: string): string =>
  kind === 'ServiceAccount'
    ? `ServiceAccount ${goQuote(`${name}/${namespace === '' ? home : namespace}`)}`
    : `${kind} ${goQuote(name)}`

const allowed = ({ name, namespace, roleRef }: Binding, subject: Subject): Decision => {
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

/** Rules for the privilege escalation check. */
export interface RoleRules extends RuleResolver {
  /** `missing`: returns the error text for a missing role. */
  rulesFor(
    user: UserInfo,
    namespace: string,
    missing?: MissingRoleText,
  ): ReturnType<RuleResolver['rulesFor']>
  /** rules of a role that a binding in `namespace` refers to; undefined if missing */
  rulesOf(reference: RoleRef, namespace: string): readonly PolicyRule[] | undefined
}

export const rbacAuthorizer = (index: RbacIndex): Authorizer & RoleRules => ({
  /** The first matching rule allows; otherwise the reason names missing roles of bindings. */
  authorize: (attributes) => {
    const combined = combinedResource(attributes)
    const missing: string[] = []
    let decision: Decision | undefined
    index.visit(attributes.user, attributes.namespace, (binding, subject) => {
      const { roleRef, namespace } = binding
      const rules = index.rulesOf(roleRef, namespace)
      if (rules === undefined) missing.push(missingRole(roleRef))
      else if (rules.some((rule) => ruleAllows(rule, attributes, combined))) {
        decision = allowed(binding, subject)
        return false
      }
      return true
    })
    if (decision !== undefined) return decision
    if (missing.length === 0) return NO_OPINION
    return { decision: 'no-opinion', reason: `RBAC: ${aggregateErrors(missing)}` }
  },
  rulesFor: (user, namespace, missing = missingRole) => {
    const rules: PolicyRule[] = []
    const errors: string[] = []
    index.visit(user, namespace, ({ roleRef, namespace: home }) => {
      const found = index.rulesOf(roleRef, home)
      if (found === undefined) errors.push(missing(roleRef))
      else append(rules, found)
      return true
    })
    return { rules, errors }
  },
  rulesOf: (reference, namespace) => index.rulesOf(reference, namespace),
})
