import t from 'tap'
import { forbidden } from '../../src/authz/forbidden.ts'
import { person, question } from './builders.ts'

const refusal = { decision: 'no-opinion', reason: '' } as const
const bob = person('bob')

void t.test('a refusal says who may not do what, and where', async (t) => {
  const cases: [asked: ReturnType<typeof question>, message: string, details: object][] = [
    [
      question(bob, 'list certificates.k8s.io/certificatesigningrequests'),
      'certificatesigningrequests.certificates.k8s.io is forbidden: User "bob" cannot list resource ' +
        '"certificatesigningrequests" in API group "certificates.k8s.io" at the cluster scope',
      { group: 'certificates.k8s.io', kind: 'certificatesigningrequests' },
    ],
    [
      question(bob, 'patch certificates.k8s.io/certificatesigningrequests/approval', { name: 'x' }),
      'certificatesigningrequests.certificates.k8s.io "x" is forbidden: User "bob" cannot patch resource ' +
        '"certificatesigningrequests/approval" in API group "certificates.k8s.io" at the cluster scope',
      { name: 'x', group: 'certificates.k8s.io', kind: 'certificatesigningrequests' },
    ],
    [
      question(bob, 'list core/pods', { namespace: 'shop' }),
      'pods is forbidden: User "bob" cannot list resource "pods" in API group "" in the namespace "shop"',
      { kind: 'pods' },
    ],
    [question(bob, 'get /metrics'), 'forbidden: User "bob" cannot get path "/metrics"', {}],
  ]
  for (const [asked, message, details] of cases) {
    const { status } = forbidden(asked, refusal)
    t.match(status, { code: 403, reason: 'Forbidden' })
    t.equal(status.message, message)
    t.strictSame(status.details, details)
  }
})

void t.test(
  'the text is safe in HTML, but not the name before it nor the reason behind it',
  async (t) => {
    const asked = question(person('a<b>&"c"'), 'get core/pods', { name: '<x>' })
    t.equal(
      forbidden(asked, { decision: 'no-opinion', reason: 'RBAC: role "<y>" not found' }).message,
      'pods "<x>" is forbidden: User "a&lt;b&gt;&amp;\\"c\\"" cannot get resource "pods" in API group "" ' +
        'at the cluster scope: RBAC: role "<y>" not found',
    )
  },
)
