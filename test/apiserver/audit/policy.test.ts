import t from 'tap'
import {
  type AuditAttributes,
  auditedBy,
  policyOfLevel,
} from '../../../src/apiserver/audit/policy.ts'
import { parseAuditPolicy } from '../../../src/server/audit-policy.ts'

const HEAD = 'apiVersion: audit.k8s.io/v1\nkind: Policy\n'

const jane = { name: 'jane', groups: ['developers', 'system:authenticated'], extra: {} }

/** Attributes of jane's GET of the pod `a`, except those that `given` replaces. */
const asked = (given: Partial<AuditAttributes> = {}): AuditAttributes => ({
  user: jane,
  verb: 'get',
  resourceRequest: true,
  path: '/api/v1/namespaces/default/pods/a',
  namespace: 'default',
  apiGroup: '',
  apiVersion: 'v1',
  resource: 'pods',
  subresource: '',
  name: 'a',
  ...given,
})

const path = (path: string) => ({
  resourceRequest: false,
  path,
  namespace: '',
  resource: '',
  name: '',
})

const matches = (rule: string, given: Partial<AuditAttributes>) =>
  auditedBy(parseAuditPolicy(`${HEAD}rules: [{level: Request, ${rule}}]`), asked(given)).level ===
  'Request'

t.test('all fields of a rule must match; absent fields are ignored', async (t) => {
  const cases = [
    ['', {}, true],
    ['users: [jane]', {}, true],
    ['users: [carol]', {}, false],
    ['users: [jane]', { user: undefined }, false],
    ['userGroups: [carols, developers]', {}, true],
    ['userGroups: [carols]', {}, false],
    ['userGroups: [developers]', { user: undefined }, false],
    ['verbs: [list, get]', {}, true],
    ['verbs: [list]', {}, false],
    ['users: [jane], verbs: [list]', {}, false],
    ['namespaces: [default]', {}, true],
    ['namespaces: [""]', {}, false],
    ['namespaces: [""]', { namespace: '', resource: 'nodes' }, true],
    ['namespaces: [""]', path('/healthz'), false],
    ['resources: [{group: ""}]', {}, true],
    ['resources: [{}]', {}, true],
    ['resources: [{group: apps}]', {}, false],
    ['resources: [{group: apps}]', { apiGroup: 'apps', resource: 'deployments' }, true],
    ['resources: [{resources: [pods]}]', {}, true],
    ['resources: [{resources: [pods]}]', { subresource: 'status' }, false],
    ['resources: [{resources: [pods/status]}]', { subresource: 'status' }, true],
    ['resources: [{resources: [pods/status]}]', {}, false],
    ['resources: [{resources: ["*"]}]', { subresource: 'status' }, true],
    ['resources: [{resources: ["*/status"]}]', { subresource: 'status' }, true],
    ['resources: [{resources: ["*/status"]}]', {}, false],
    ['resources: [{resources: ["pods/*"]}]', { subresource: 'log' }, true],
    ['resources: [{resources: ["pods/*"]}]', {}, true],
    ['resources: [{resources: ["pods/*"]}]', { resource: 'nodes' }, false],
    ['resources: [{resources: [pods], resourceNames: [b, a]}]', {}, true],
    ['resources: [{resources: [pods], resourceNames: [b]}]', {}, false],
    ['resources: [{resources: [secrets]}, {resources: [pods]}]', {}, true],
    ['resources: [{resources: [pods]}], namespaces: [other]', {}, false],
    ['nonResourceURLs: [/healthz]', path('/healthz'), true],
    ['nonResourceURLs: [/healthz]', path('/healthz/ping'), false],
    ['nonResourceURLs: [/healthz*]', path('/healthz/ping'), true],
    ['nonResourceURLs: ["*"]', path('/version'), true],
    ['nonResourceURLs: ["*"]', {}, false],
  ] as const
  for (const [rule, given, expected] of cases)
    t.equal(matches(rule, given), expected, `${rule} of ${JSON.stringify(given)}`)
})

t.test('the first matching rule decides; without one, nothing is logged', async (t) => {
  const policy = parseAuditPolicy(`${HEAD}
omitStages: [RequestReceived]
omitManagedFields: true
rules:
  - level: None
    verbs: [watch]
  - level: RequestResponse
    verbs: [create]
    omitStages: [Panic]
    omitManagedFields: false
  - level: Metadata
    resources: [{ group: '' }]
`)
  t.match(auditedBy(policy, asked({ verb: 'watch' })), { level: 'None' })
  t.same(auditedBy(policy, asked({ verb: 'create' })), {
    level: 'RequestResponse',
    omitStages: ['RequestReceived', 'Panic'],
    omitManagedFields: false,
  })
  t.same(auditedBy(policy, asked()), {
    level: 'Metadata',
    omitStages: ['RequestReceived'],
    omitManagedFields: true,
  })
  t.match(auditedBy(policy, asked(path('/version'))), { level: 'None' })
})

t.test('a level applies to all requests, but logs no bodies of secrets and tokens', async (t) => {
  const at = (level: Parameters<typeof policyOfLevel>[0], given: Partial<AuditAttributes>) =>
    auditedBy(policyOfLevel(level), asked(given)).level
  t.equal(at('RequestResponse', {}), 'RequestResponse')
  t.equal(at('RequestResponse', path('/version')), 'RequestResponse')
  t.equal(at('RequestResponse', { resource: 'secrets' }), 'Metadata')
  t.equal(
    at('Request', { resource: 'serviceaccounts', subresource: 'token', verb: 'create' }),
    'Metadata',
  )
  t.equal(at('Request', { resource: 'serviceaccounts' }), 'Request')
  t.equal(
    at('Request', { apiGroup: 'authentication.k8s.io', resource: 'tokenreviews' }),
    'Metadata',
  )
  t.equal(at('None', { resource: 'secrets' }), 'None')
})
