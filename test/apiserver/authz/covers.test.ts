import assert from 'node:assert/strict'
import t from 'tap'
import type { PolicyRule } from '../../../src/apis/rbac.ts'
import { missingRules } from '../../../src/apiserver/authz/covers.ts'
import { ruleText } from '../../../src/apiserver/authz/rule-text.ts'
import { fc, forAll } from '../../fixtures/property.ts'
import { rule } from './builders.ts'

const missing = (held: string[], wanted: string[]) =>
  [...missingRules(held.map(rule), wanted.map(rule))].map(ruleText)

t.test('held permissions cover the wanted ones, or the missing ones are listed', async (t) => {
  for (const [isCovered, ...cases] of [
    [
      true,
      ['get,list core/pods', 'get core/pods'],
      ['get core/pods; list core/pods', 'get,list core/pods'],
      ['* core/pods', 'approve core/pods'],
      ['get */pods', 'get apps/pods'],
      ['get core/*', 'get core/pods/log'],
      ['get core/*/log', 'get core/pods/log'],
      ['get core/pods', 'get core/pods a'],
      ['get,list core/pods; get core/pods a', 'list core/pods a'],
      ['get core/pods a; get core/pods b', 'get core/pods a,b'],
      ['get /api/*', 'get /api/v1'],
      ['get *', 'get /api/*'],
      ['get /api/**', 'get /api/v1'],
      ['get /a*; list /ab*', 'list /abc'],
      ['* */*; * *', '* */*; * *'],
    ],
    [
      false,
      ['get core/pods a', 'get core/pods'],
      ['get core/pods a', 'get core/pods a,b'],
      ['get /api/*', 'get /api'],
      ['get,list /api; get /apis', 'list /apis'],
      ['get *', 'get core/pods'],
    ],
  ] as const)
    for (const [held, wanted] of cases) {
      const left = missing(held.split('; '), wanted.split('; '))
      t.equal(left.length === 0, isCovered, `${held} for ${wanted}`)
    }
  t.same(missing([], []), [])
  t.strictSame(missing(['get core/pods'], ['get,list core/pods,apps/deployments a']), [
    '{APIGroups:[""], Resources:["pods"], ResourceNames:["a"], Verbs:["list"]}',
    '{APIGroups:[""], Resources:["deployments"], ResourceNames:["a"], Verbs:["get"]}',
    '{APIGroups:[""], Resources:["deployments"], ResourceNames:["a"], Verbs:["list"]}',
    '{APIGroups:["apps"], Resources:["pods"], ResourceNames:["a"], Verbs:["get"]}',
    '{APIGroups:["apps"], Resources:["pods"], ResourceNames:["a"], Verbs:["list"]}',
    '{APIGroups:["apps"], Resources:["deployments"], ResourceNames:["a"], Verbs:["get"]}',
    '{APIGroups:["apps"], Resources:["deployments"], ResourceNames:["a"], Verbs:["list"]}',
  ])
})

/** Returns the missing atoms (one verb and one path or resource each), checked one by one. */
const missingOneByOne = (held: readonly PolicyRule[], wanted: readonly PolicyRule[]) => {
  const has = (list: readonly string[] = [], value: string) =>
    list.includes('*') || list.includes(value)
  const hasResource = ({ resources = [] }: PolicyRule, resource: string) =>
    has(resources, resource) ||
    (resource.includes('/') && resources.includes(resource.replace(/^[^/]*/, '*')))
  const hasName = ({ resourceNames = [] }: PolicyRule, name: string | undefined) =>
    resourceNames.length === 0 || (name !== undefined && resourceNames.includes(name))
  const hasPath = ({ nonResourceURLs = [] }: PolicyRule, path: string) =>
    nonResourceURLs.some(
      (own) => own === path || (own.endsWith('*') && path.startsWith(own.replace(/\*+$/, ''))),
    )
  const atoms: string[] = []
  for (const { verbs, apiGroups = [], resources = [], resourceNames, nonResourceURLs } of wanted) {
    for (const group of apiGroups) {
      for (const resource of resources) {
        for (const verb of verbs) {
          for (const name of resourceNames ?? [undefined]) {
            const covered = held.some(
              (rule) =>
                has(rule.verbs, verb) &&
                has(rule.apiGroups, group) &&
                hasResource(rule, resource) &&
                hasName(rule, name),
            )
            const names = name === undefined ? {} : { resourceNames: [name] }
            if (covered) continue
            atoms.push(
              ruleText({ verbs: [verb], apiGroups: [group], resources: [resource], ...names }),
            )
          }
        }
      }
    }
    for (const url of nonResourceURLs ?? []) {
      for (const verb of verbs) {
        const covered = held.some(
          (rule) => has(rule.verbs, verb) && hasPath(rule, url) && hasName(rule, undefined),
        )
        if (!covered) atoms.push(ruleText({ verbs: [verb], nonResourceURLs: [url] }))
      }
    }
  }
  return atoms
}

t.test('the missing rules are those found by checking each atom', async (t) => {
  const some = (...values: string[]) =>
    fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: values.length + 1 })
  const verbs = some('get', 'list', 'watch', '*')
  const paths = fc.record({
    verbs,
    nonResourceURLs: some('/a', '/a/b', '/a/*', '*', '/ab', '/a**'),
  })
  const resources = fc.record(
    {
      verbs,
      apiGroups: some('', 'apps', '*'),
      resources: some('pods', 'pods/log', 'nodes', '*/log', '*'),
      resourceNames: some('x', 'y', '*'),
    },
    { requiredKeys: ['verbs', 'apiGroups', 'resources'] },
  )
  const rules = fc.oneof(paths, resources, resources, resources)
  const cases = fc.tuple(
    fc.array(rules, { maxLength: 5 }),
    fc.array(rules, { minLength: 1, maxLength: 2 }),
  )
  let covered = 0
  await forAll(t, cases, { numRuns: 3000 }, ([held, wanted]) => {
    const expected = missingOneByOne(held, wanted)
    if (expected.length === 0) covered++
    assert.deepEqual([...missingRules(held, wanted)].map(ruleText), expected)
  })
  t.ok(covered > 100, `${covered} of 3000 were covered`)
})

t.test('a rule of millions of atoms takes few comparisons, or is rejected', async (t) => {
  const list = (prefix: string, length: number) => Array.from({ length }, (_, i) => `${prefix}${i}`)
  const verbs = list('v', 500)
  const wanted = {
    verbs,
    apiGroups: ['', 'apps'],
    resources: list('r', 500),
    resourceNames: list('n', 20),
  }
  const [first] = missingRules([], [wanted])
  t.same(first, { verbs: ['v0'], apiGroups: [''], resources: ['r0'], resourceNames: ['n0'] })
  t.same([...missingRules([{ ...wanted, verbs: ['*'] }], [wanted])], [], 'one rule covers it all')

  // one rule for each half of the verbs: neither alone covers the wanted rule
  const held = [verbs.slice(0, 250), verbs.slice(250)].map((half) => ({ ...wanted, verbs: half }))
  t.throws(() => [...missingRules(held, [wanted])], {
    code: 413,
    message: /comparing these rules with those that the user holds takes too long/,
  })
  const few = { ...wanted, verbs: ['v0', 'v499'], resources: ['r0'] }
  t.same([...missingRules(held, [few])], [])

  // few held values, but many atoms
  const holders = ['x', 'y'].map((resource) => ({
    verbs: ['*'],
    apiGroups: ['*'],
    resources: [resource],
  }))
  const many = { verbs: verbs.slice(0, 400), apiGroups: list('g', 400), resources: ['x', 'y'] }
  t.throws(() => [...missingRules(holders, [many])], { code: 413 })
})
