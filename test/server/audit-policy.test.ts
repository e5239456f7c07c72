import t from 'tap'
import { parseAuditPolicy } from '../../src/server/audit-policy.ts'

const HEAD = 'apiVersion: audit.k8s.io/v1\nkind: Policy\n'

t.test('the error for an invalid policy names the fault', async (t) => {
  const cases = [
    [`${HEAD}a: b: c`, /^yaml: .*mapping values are not allowed/],
    ['[kind: Policy]', 'write an object, not [{"kind":"Policy"}]'],
    ['kind: Policy\nrules: []', 'apiVersion: write one of audit.k8s.io/v1, not nothing'],
    [`${HEAD}rules: []`, 'rules: write a list of 1 to 1000 items'],
    [HEAD, 'rules: write a list, not nothing'],
    [`${HEAD}rulez: []`, 'there is no field "rulez"; did you mean rules?'],
    [
      `${HEAD}rules: [{level: Full}]`,
      'rules[0].level: write one of None, Metadata, Request, RequestResponse, not "Full"',
    ],
    [
      `${HEAD}rules: [{level: None}, {level: None, verb: [get]}]`,
      'there is no field "rules[1].verb"; did you mean verbs?',
    ],
    [`${HEAD}rules: [{level: None, verbs: [1]}]`, 'rules[0].verbs[0]: write a text, not 1'],
    [
      `${HEAD}rules: [{level: None, resources: [{group: apps/v1}]}]`,
      'rules[0].resources[0].group: write a group without a version, such as "apps", not "apps/v1"',
    ],
    [
      `${HEAD}rules: [{level: None, resources: [{resourceNames: [a]}]}]`,
      'rules[0].resources: name the resources to which resourceNames belong',
    ],
    [
      `${HEAD}rules: [{level: None, namespaces: [a], nonResourceURLs: [/a]}]`,
      'rules[0]: write separate rules for resources and nonResourceURLs',
    ],
    [
      `${HEAD}rules: [{level: None, nonResourceURLs: ["/a*b"]}]`,
      'rules[0].nonResourceURLs[0]: write a path that starts with / and may end with *, not "/a*b"',
    ],
    [
      `${HEAD}rules: [{level: None, omitManagedFields: 1}]`,
      'rules[0].omitManagedFields: write true or false, not 1',
    ],
  ] as const
  for (const [text, message] of cases) t.throws(() => parseAuditPolicy(text), { message }, text)
})

t.test('a text without `kind: Policy` is not quoted, since it may be a private key', async (t) => {
  const message = 'write an audit policy, with kind: Policy and rules'
  for (const text of [
    '',
    '[]',
    '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\n-----END PRIVATE KEY-----\n',
    'password: secret',
    '*secret',
  ])
    t.throws(() => parseAuditPolicy(text), { message }, text)
})
