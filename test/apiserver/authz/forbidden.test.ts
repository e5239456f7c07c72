import t from 'tap'
import { demand } from '../../../src/apiserver/authz/demand.ts'
import { forbidden } from '../../../src/apiserver/authz/forbidden.ts'
import { person, question } from './builders.ts'

t.test(
  "the description of the request is escaped for HTML, but not the object's name or the reason",
  async (t) => {
    const asked = question(person('a<b>&"c"'), 'get core/pods', { name: '<x>' })
    t.equal(
      forbidden(asked, { reason: 'RBAC: role "<y>" not found' }).message,
      'pods "<x>" is forbidden: User "a&lt;b&gt;&amp;\\"c\\"" cannot get resource "pods" in API group "" ' +
        'at the cluster scope: RBAC: role "<y>" not found',
    )
    const { message } = forbidden(question(person('a'), 'get /b'), { reason: '' })
    t.equal(message, 'forbidden: User "a" cannot get path "/b"')
  },
)

t.test('demand throws a 403 unless the request is allowed, and records the decision', async (t) => {
  const asked = question(person('a'), 'get core/pods')
  for (const decision of ['allow', 'no-opinion'] as const) {
    const decisions: unknown[] = []
    const record = { decided: (...told: unknown[]) => decisions.push(told) }
    const run = () => demand({ authorize: () => ({ decision, reason: 'why' }) }, asked, record)
    if (decision === 'allow') run()
    else t.throws(run, { code: 403, message: /: why$/ })
    t.same(decisions, [[decision === 'allow', 'why']])
  }
})
