import { omitEmpty } from '../../apimachinery/omit-empty.ts'
import { aggregateErrors } from '../../apimachinery/aggregate.ts'
import {
  AUTHORIZATION_GROUP,
  type NonResourceRule,
  type ResourceRule,
  type SelfSubjectRulesReview,
} from '../../apis/authorization.ts'
import type { PolicyRule } from '../../apis/rbac.ts'
import { badRequest } from '../../apimachinery/status.ts'
import type { RuleResolver } from '../../apiserver/authz/authorizer.ts'
import type { PostedResource } from '../../apiserver/registry/resource.ts'

/** The non-empty lists of a rule. */
const filled = <K extends keyof PolicyRule>(
  rule: PolicyRule,
  keys: readonly K[],
): Pick<PolicyRule, K> =>
  Object.fromEntries(
    keys.flatMap((key) => ((rule[key]?.length ?? 0) === 0 ? [] : [[key, rule[key]]])),
  ) as Pick<PolicyRule, K>

const resourceRule = (rule: PolicyRule): ResourceRule => ({
  verbs: rule.verbs,
  ...filled(rule, ['apiGroups', 'resources', 'resourceNames']),
})

const nonResourceRule = (rule: PolicyRule): NonResourceRule => ({
  verbs: rule.verbs,
  ...filled(rule, ['nonResourceURLs']),
})

const has = (list: readonly string[] | undefined): boolean => list !== undefined && list.length > 0

/** The requestor's rules in a namespace (`kubectl auth can-i --list`). */
export const selfSubjectRulesReviews = (resolver: RuleResolver): PostedResource => ({
  group: AUTHORIZATION_GROUP,
  version: 'v1',
  resource: 'selfsubjectrulesreviews',
  kind: 'SelfSubjectRulesReview',
  namespaced: false,
  description: 'List what the caller may do in a namespace.',
  create: ({ user }, object): SelfSubjectRulesReview => {
    const { kind, apiVersion, spec } = object as SelfSubjectRulesReview
    const { namespace = '' } = spec
    if (namespace === '') throw badRequest('no namespace on request')
    const { rules, errors, incomplete = false } = resolver.rulesFor(user, namespace)
    return {
      kind,
      apiVersion,
      metadata: {},
      spec: {},
      status: {
        resourceRules: rules.filter(({ resources }) => has(resources)).map(resourceRule),
        nonResourceRules: rules
          .filter(({ nonResourceURLs }) => has(nonResourceURLs))
          .map(nonResourceRule),
        incomplete,
        ...omitEmpty({ evaluationError: aggregateErrors(errors) }),
      },
    }
  },
})
