/** The RBAC authorizer (`plugin/pkg/auth/authorizer/rbac`). */
import { append } from '../../apimachinery/append.ts'
import { aggregateErrors } from '../../apimachinery/aggregate.ts'
import { goQuote } from '../../apimachinery/text/quote.ts'
import { RBAC_GROUP, type PolicyRule, type RoleRef, type Subject } from '../../apis/rbac.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import { type Authorizer, type Decision, NO_OPINION, type RuleResolver } from './authorizer.ts'
import type { RbacIndex } from './rbac-index.ts'
import { combinedResource, ruleAllows } from './rule-match.ts'
import type { Binding } from './subject-index.ts'

const missingRole = ({ kind, name }: RoleRef): string =>
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

/** Returns the rules of a user, and the references to missing roles. */
export const heldRules = (
  index: RbacIndex,
  user: UserInfo,
  namespace: string,
): { readonly rules: PolicyRule[]; readonly missing: RoleRef[] } => {
  const rules: PolicyRule[] = []
  const missing: RoleRef[] = []
  index.visit(user, namespace, ({ roleRef, namespace: home }) => {
    const found = index.rulesOf(roleRef, home)
    if (found === undefined) missing.push(roleRef)
    else append(rules, found)
    return true
  })
  return { rules, missing }
}

export const rbacAuthorizer = (index: RbacIndex): Authorizer & RuleResolver => ({
  /** If no rule matches, the decision's reason names the missing roles of the user's bindings. */
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
  rulesFor: (user, namespace) => {
    const { rules, missing } = heldRules(index, user, namespace)
    return { rules, errors: missing.map(missingRole) }
  },
})
