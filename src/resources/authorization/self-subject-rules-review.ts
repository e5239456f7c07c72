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
import { declarePost } from '../declare.ts'

const resourceRule = ({
  verbs,
  apiGroups,
  resources,
  resourceNames,
}: PolicyRule): ResourceRule => ({
  verbs,
  ...omitEmpty({ apiGroups, resources, resourceNames }),
})

const nonResourceRule = ({ verbs, nonResourceURLs }: PolicyRule): NonResourceRule => ({
  verbs,
  ...omitEmpty({ nonResourceURLs }),
})

/** `kubectl auth can-i --list` */
export const selfSubjectRulesReviews = (resolver: RuleResolver): PostedResource =>
  declarePost({
    group: AUTHORIZATION_GROUP,
    kind: 'SelfSubjectRulesReview',
    description: 'List what the caller may do in a namespace.',
    create: (object, { user }): SelfSubjectRulesReview => {
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
          resourceRules: rules.filter(({ resources }) => resources?.length).map(resourceRule),
          nonResourceRules: rules
            .filter(({ nonResourceURLs }) => nonResourceURLs?.length)
            .map(nonResourceRule),
          incomplete,
          ...omitEmpty({ evaluationError: aggregateErrors(errors) }),
        },
      }
    },
  })
