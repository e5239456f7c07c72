import t from 'tap'
import { forbidden } from '../../../src/apiserver/authz/forbidden.ts'
import { person, question } from './builders.ts'

t.test(
  'the message is escaped for HTML, but not the name before it or the reason after it',
  async (t) => {
    const asked = question(person('a<b>&"c"'), 'get core/pods', { name: '<x>' })
    t.equal(
      forbidden(asked, { decision: 'no-opinion', reason: 'RBAC: role "<y>" not found' }).message,
      'pods "<x>" is forbidden: User "a&lt;b&gt;&amp;\\"c\\"" cannot get resource "pods" in API group "" ' +
        'at the cluster scope: RBAC: role "<y>" not found',
    )
    const { message } = forbidden(question(person('a'), 'get /b'), {
      decision: 'deny',
      reason: '',
    })
    t.equal(message, 'forbidden: User "a" cannot get path "/b"')
  },
)
