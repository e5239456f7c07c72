import t from 'tap'
import {
  type AuditAttributes,
  auditedBy,
  policyOfLevel,
} from '../../../src/apiserver/audit/policy.ts'
import { parsePolicy } from '../../../src/apiserver/audit/policy-file.ts'

const HEAD = 'apiVersion: audit.k8s.io/v1\nkind: Policy\n'

const jane = { name: 'jane', groups: ['developers', 'system:authenticated'], extra: {} }

/** A GET of the pod `a` in `default` as jane, by default. */
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
  auditedBy(parsePolicy(`${HEAD}rules: [{level: Request, ${rule}}]`), asked(given)).level ===
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
  const policy = parsePolicy(`${HEAD}
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

t.test('a level alone logs everything, but secrets and tokens without bodies', async (t) => {
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

t.test('an invalid policy is an error that names the fault', async (t) => {
  const cases = [
    ['', /not an object/],
    ['a: b: c', /^it is not YAML: /],
    ['[]', /^the policy is not an object/],
    ['kind: Policy\nrules: []', /start it with apiVersion: audit\.k8s\.io\/v1/],
    ['apiVersion: audit.k8s.io/v1beta1\nkind: Policy\nrules: [{level: None}]', /start it with/],
    [HEAD, /^it has no rules/],
    [`${HEAD}rules: []`, /^it has no rules/],
    [`${HEAD}rules: {level: None}`, /^the policy\.rules is not a list/],
    [`${HEAD}rulez: []`, /^the policy has the unknown field rulez; use one of .*rules/],
    [`${HEAD}rules: [{}]`, /^rules\[0\]\.level is missing; use one of None, Metadata, /],
    [`${HEAD}rules: [{level: Full}]`, /^rules\[0\]\.level is "Full"; use one of/],
    [
      `${HEAD}rules: [{level: None}, {level: None, verb: [get]}]`,
      /^rules\[1\] has the unknown field verb/,
    ],
    [`${HEAD}rules: [{level: None, verbs: get}]`, /^rules\[0\]\.verbs is not a list/],
    [`${HEAD}rules: [{level: None, verbs: [1]}]`, /^rules\[0\]\.verbs\[0\] is not a string/],
    [
      `${HEAD}rules: [{level: None, resources: [pods]}]`,
      /^rules\[0\]\.resources\[0\] is not an object/,
    ],
    [
      `${HEAD}rules: [{level: None, resources: [{group: apps/v1}]}]`,
      /write a group without a version/,
    ],
    [`${HEAD}rules: [{level: None, resources: [{resourceNames: [a]}]}]`, /without resources/],
    [`${HEAD}rules: [{level: None, namespaces: [a], nonResourceURLs: [/a]}]`, /write two rules/],
    [`${HEAD}rules: [{level: None, nonResourceURLs: [a]}]`, /start with \//],
    [`${HEAD}rules: [{level: None, nonResourceURLs: ["/a*b"]}]`, /start with \//],
    [
      `${HEAD}rules: [{level: None, omitStages: [Later]}]`,
      /omitStages\[0\] is "Later"; use one of/,
    ],
    [`${HEAD}rules: [{level: None, omitManagedFields: 1}]`, /write true or false/],
  ] as const
  for (const [text, says] of cases)
    t.throws(() => parsePolicy(text), { name: 'PolicyError', message: says }, text)
})
