import t from 'tap'
import type { Attributes, Decision } from '../../../src/apiserver/authz/authorizer.ts'
import { privilegedAuthorizer } from '../../../src/apiserver/authz/privileged.ts'
import { isAllowed } from '../../../src/apiserver/authz/allowed.ts'
import { unionRules, unionAuthorizer } from '../../../src/apiserver/authz/union.ts'
import { person, question } from './builders.ts'

const says = (decision: Decision) => ({ authorize: () => decision })
const none = (reason: string) => says({ decision: 'no-opinion', reason })
const asked = question(person('jane'), 'get core/pods')

t.test('the first authorizer that allows a request decides, and gives the reason', async (t) => {
  const allow = says({ decision: 'allow', reason: 'because' })
  const second = says({ decision: 'allow', reason: 'also' })
  t.strictSame(unionAuthorizer([none('hm'), allow, second]).authorize(asked), {
    decision: 'allow',
    reason: 'because',
  })
})

t.test('if no authorizer allows a request, all reasons are returned', async (t) => {
  t.strictSame(unionAuthorizer([none('a'), none(''), none('b')]).authorize(asked), {
    decision: 'no-opinion',
    reason: 'a\nb',
  })
  t.strictSame(unionAuthorizer([]).authorize(asked), { decision: 'no-opinion', reason: '' })
})

t.test('members of system:masters may do everything; the decision has no reason', async (t) => {
  const ask = (...groups: string[]) =>
    privilegedAuthorizer.authorize(question(person('root', ...groups), 'get /metrics'))
  t.strictSame(ask('a', 'system:masters'), { decision: 'allow', reason: '' })
  t.strictSame(ask('system:master'), { decision: 'no-opinion', reason: '' })
})

t.test('a check without a namespace applies to the whole cluster', async (t) => {
  let attributes: Attributes | undefined
  const allow = (asked: Attributes) => {
    attributes = asked
    return { decision: 'allow', reason: '' } as const
  }
  const pods = { verb: 'get', apiGroup: '', resource: 'pods' }
  t.ok(isAllowed({ authorize: allow }, asked.user, pods))
  t.strictSame(attributes, { ...asked, apiVersion: '*' })
  t.notOk(isAllowed(none(''), asked.user, pods))
})

t.test('rules of several resolvers are joined in order, with all errors', async (t) => {
  const resolver = (verb: string, errors: string[] = [], incomplete = false) => ({
    rulesFor: () => ({ rules: [{ verbs: [verb] }], errors, incomplete }),
  })
  const rulesFor = (...verbs: string[]) =>
    unionRules(verbs.map((verb) => resolver(verb, [verb], verb === 'watch'))).rulesFor(
      asked.user,
      '',
    )
  t.strictSame(rulesFor('get', 'watch'), {
    rules: [{ verbs: ['get'] }, { verbs: ['watch'] }],
    errors: ['get', 'watch'],
    incomplete: true,
  })
  t.equal(rulesFor('get').incomplete, false)
})
