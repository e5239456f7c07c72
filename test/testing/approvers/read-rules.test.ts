import t from 'tap'
import { FieldProblem } from '../../../src/testing/bodies/field-problem.ts'
import { readRules } from '../../../src/testing/approvers/read-rules.ts'

const problem = (text: string) => {
  try {
    return `none: ${JSON.stringify(readRules(text).map(({ given }) => given))}`
  } catch (error) {
    if (error instanceof FieldProblem) return error.message
    throw error
  }
}

const APPROVE = '{"everything": true, "approve": true}'

t.test('rules are read from YAML and JSON', async (t) => {
  const yaml = `# of the lab
---
- signer: kubernetes.io/*
  users: ['system:serviceaccount:shop:*']
  groups: [developers]
  commonName: dev-*
  organizations: []
  usages: [client auth, digital signature]
  expirationSeconds: 3600
  approve: true
- everything: true
  deny: not in this lab
`
  const rules = readRules(yaml).map(({ given }) => given)
  t.same(rules, [
    {
      signer: 'kubernetes.io/*',
      users: ['system:serviceaccount:shop:*'],
      groups: ['developers'],
      commonName: 'dev-*',
      organizations: [],
      usages: ['client auth', 'digital signature'],
      expirationSeconds: 3600,
      approve: true,
    },
    { everything: true, deny: 'not in this lab' },
  ])
  const again = readRules(JSON.stringify(rules)).map(({ given }) => given)
  t.same(again, rules)
  t.same(
    readRules(JSON.stringify({ rules })).map(({ given }) => given),
    rules,
    'the response of GET is accepted',
  )
  t.same(readRules('[]'), [])
  t.equal(readRules(`[${Array(100).fill(APPROVE).join()}]`).length, 100)
})

t.test('texts that are not rules are errors', async (t) => {
  const list = 'write a list of rules, such as [{"groups": ["developers"], "approve": true}]'
  for (const text of ['', 'rules: {}', APPROVE, '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN'])
    t.equal(problem(text), list, 'the text, which may be a private key, is not quoted')
  t.equal(
    problem(`[${Array(101).fill(APPROVE).join()}]`),
    'there are 101 rules; at most 100 are allowed',
  )
  t.equal(problem('[{'), 'line 1: did not find expected node content')
  t.equal(problem('- a: [\n- b'), 'line 1: did not find expected node content')
  t.equal(problem('- signer: a\n  deny: b\n  signer: c'), 'line 3: key "signer" already set in map')
  t.equal(
    problem(`- ${APPROVE}\n---\n- ${APPROVE}`),
    'write all rules as one list; only the first document would be read',
  )
  t.equal(readRules(`- ${APPROVE}\n---\n# the end`).length, 1)
  t.match(problem(`[${'['.repeat(20_000)}`), /depth|nest/i)
})

t.test('errors name the rule and the field', async (t) => {
  const of = (rule: string) => problem(`[${APPROVE}, ${rule}]`)
  t.equal(of('5'), 'rule 2: write an object, not 5')
  t.equal(
    of('{"sgner": "a", "approve": true}'),
    'rule 2: there is no field "sgner"; did you mean signer?',
  )
  t.equal(
    of('{"signer": "", "approve": true}'),
    'rule 2: signer: write a text such as "kubernetes.io/*", not ""',
  )
  t.equal(of('{"users": "jane", "approve": true}'), 'rule 2: users: write a list, not "jane"')
  t.equal(
    of('{"groups": ["a", 1], "approve": true}'),
    'rule 2: groups[1]: write a text such as "developers", not 1',
  )
  t.equal(
    of('{"users": [], "approve": true}'),
    'rule 2: users: write a list of 1 to 100 items, such as ["system:node:*"]',
  )
  t.match(
    of('{"usages": ["client-auth"], "deny": "no"}'),
    /^rule 2: usages\[0\]: write one of any, /,
  )
  t.equal(
    of('{"expirationSeconds": 0, "approve": true}'),
    'rule 2: expirationSeconds: write a whole number, 1 or more, not 0',
  )
  t.equal(
    of(`{"commonName": "${'a'.repeat(513)}", "approve": true}`),
    'rule 2: commonName: write at most 512 characters',
  )
})

t.test('a rule needs conditions and exactly one decision', async (t) => {
  const of = (rule: string) => problem(`[${rule}]`)
  t.equal(
    of('{"approve": true}'),
    'rule 1: say which requests it applies to (signer, users, groups, commonName, organizations, usages, expirationSeconds); "everything": true means all',
  )
  t.match(of('{"everything": false, "deny": "no"}'), /^rule 1: say which requests it applies to/)
  t.equal(of('{"signer": "a"}'), 'rule 1: give a decision: "approve": true, or "deny": a reason')
  t.equal(
    of('{"signer": "a", "approve": true, "deny": "b"}'),
    'rule 1: give approve or deny, not both',
  )
  t.equal(
    of('{"signer": "a", "approve": false}'),
    'rule 1: approve: write true, or leave it out, not false',
  )
  t.equal(
    of('{"signer": "a", "deny": true}'),
    'rule 1: deny: write a text such as "not in this lab", not true',
  )
})
