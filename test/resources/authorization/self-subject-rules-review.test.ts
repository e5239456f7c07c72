import t from 'tap'
import type { PolicyRule } from '../../../src/apis/rbac.ts'
import { selfSubjectRulesReviews } from '../../../src/resources/authorization/self-subject-rules-review.ts'
import { anybody } from '../context.ts'

const reviewOf = (spec: object) => ({
  kind: 'SelfSubjectRulesReview',
  apiVersion: 'authorization.k8s.io/v1',
  metadata: { name: 'ignored' },
  spec,
})

const ask = (rules: PolicyRule[], errors: string[], spec: object = { namespace: 'shop' }) =>
  selfSubjectRulesReviews({
    rulesFor: (user, namespace) => {
      t.equal(user, anybody.user)
      t.equal(namespace, 'shop')
      return { rules, errors }
    },
  }).create(reviewOf(spec), anybody, '', '')

t.test('resource rules and non-resource rules are listed separately', async (t) => {
  const pods = { verbs: ['get'], apiGroups: [''], resources: ['pods'], resourceNames: ['a'] }
  const path = { verbs: ['get'], nonResourceURLs: ['/x'] }
  const others = { verbs: ['get', 'list'], apiGroups: ['apps'], resources: ['deployments'] }
  t.strictSame(await ask([{ ...pods, nonResourceURLs: [] }, path, others], []), {
    kind: 'SelfSubjectRulesReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: {},
    spec: {},
    status: {
      resourceRules: [pods, others],
      nonResourceRules: [path],
      incomplete: false,
    },
  })
})

t.test('repeated errors of the rule resolver are reported once', async (t) => {
  t.match(await ask([], ['a', 'b', 'a']), {
    status: { resourceRules: [], nonResourceRules: [], evaluationError: '[a, b]' },
  })
})

t.test('a review requires a namespace', async (t) => {
  t.throws(() => ask([], [], {}), { message: 'no namespace on request' })
})
