import t from 'tap'
import type { AuditEvent } from '../../../src/apiserver/audit/event.ts'
import { recentAuditEvents } from '../../../src/teaching/page/recent-audit-events.ts'

const event = (auditID: string, more: Partial<AuditEvent> = {}): AuditEvent => ({
  level: 'Request',
  auditID,
  stage: 'ResponseComplete',
  requestURI: '/version',
  verb: 'get',
  user: undefined,
  impersonatedUser: undefined,
  impersonationConstraint: undefined,
  sourceIPs: [],
  userAgent: '',
  objectRef: undefined,
  responseStatus: { code: 200 },
  requestObject: undefined,
  responseObject: undefined,
  requestReceived: 0,
  stageReached: 0,
  annotations: {},
  ...more,
})

t.test('all events of one audit ID are returned', async (t) => {
  const kept = recentAuditEvents()
  kept.log(event('a', { stage: 'ResponseStarted' }))
  kept.log(event('b'))
  kept.log(event('a'))
  t.match(kept.of('a'), [{ stage: 'ResponseStarted' }, { stage: 'ResponseComplete' }])
  t.same(kept.of('c'), [])
})

t.test('the oldest events are dropped if there are too many', async (t) => {
  const kept = recentAuditEvents()
  for (let i = 0; i < 2001; i++) kept.log(event(`${i}`))
  t.same(kept.of('0'), [])
  t.equal(kept.of('1').length, 1)
})

t.test('the oldest events are dropped if their total size is too large', async (t) => {
  const kept = recentAuditEvents()
  const requestObject = JSON.stringify({ data: 'x'.repeat(60_000) })
  for (let i = 0; i < 100; i++) kept.log(event(`${i}`, { requestObject }))
  t.same(kept.of('30'), [])
  t.match(kept.of('99'), [{ requestObject: { data: /^x{60000}$/ } }])
})
