import t from 'tap'
import { fieldErrorText } from '../../../src/api/field.ts'
import type { ClusterRole, PolicyRule } from '../../../src/api/kinds/rbac.ts'
import { clusterRoles } from '../../../src/resources/rbac/clusterrole/resource.ts'
import { roles } from '../../../src/resources/rbac/role/resource.ts'
import { clusterRole, role, rule } from '../../authz/builders.ts'
import { anybody } from '../context.ts'
import { Shelf } from '../shelf.ts'
import { release } from '../../fixtures/release.ts'

const problems = (rules: PolicyRule[], namespaced = true): string[] =>
  (namespaced
    ? roles.strategy.validate(anybody, role('shop', 'r', rules))
    : clusterRoles.strategy.validate(anybody, clusterRole('r', rules))
  ).map(fieldErrorText)

void t.test('a rule is about resources of groups, or about paths, and has verbs', async (t) => {
  t.strictSame(problems([rule('get core/pods'), rule('get core/pods a')]), [])
  t.strictSame(problems([rule('get /x')], false), [])
  t.strictSame(problems([{ verbs: [] }]), [
    'rules[0].verbs: Required value: verbs must contain at least one value',
    'rules[0].apiGroups: Required value: resource rules must supply at least one api group',
    'rules[0].resources: Required value: resource rules must supply at least one resource',
  ])
  t.strictSame(problems([rule('get core/pods'), rule('get /x')]), [
    'rules[1].nonResourceURLs: Invalid value: ["/x"]: namespaced rules cannot apply to non-resource URLs',
  ])
  const mixed = { ...rule('get /x'), apiGroups: [''] }
  t.strictSame(problems([mixed], false), [
    'rules[0].nonResourceURLs: Invalid value: ["/x"]: rules cannot apply to both regular resources and non-resource URLs',
  ])
  t.equal(problems([mixed]).length, 2)
})

const gathering = (...clusterRoleSelectors: object[]): ClusterRole => ({
  ...clusterRole('g', []),
  aggregationRule: { clusterRoleSelectors },
})

void t.test('an aggregation names its roles by valid selectors', async (t) => {
  const check = (object: ClusterRole) =>
    clusterRoles.strategy.validate(anybody, object).map(fieldErrorText)
  t.strictSame(check(gathering({ matchLabels: { a: 'b' } }, {})), [])
  const path = 'aggregationRule.clusterRoleSelectors'
  t.strictSame(check(gathering()), [
    `${path}: Required value: at least one clusterRoleSelector required if aggregationRule is non-nil`,
  ])
  t.strictSame(check(gathering({}, { matchExpressions: [{ key: 'a', operator: 'Like' }] })), [
    `${path}[1].matchExpressions[0].operator: Invalid value: "Like": not a valid selector operator`,
    `${path}[1]: Invalid value: null: invalid label selector.`,
  ])
  t.match(check(gathering({ matchLabels: { 'a b': 'c' } })), [
    /matchLabels: Invalid value: "a b": name part must consist/,
    /: Invalid value: null: invalid label selector\.$/,
  ])
})

void t.test('an empty list of rules is stored as none', async (t) => {
  const shelf = new Shelf(roles)
  const full = shelf.stored({ rules: [{ verbs: ['get'], resources: ['pods'], apiGroups: [''] }] })
  t.equal(full.rules?.length, 1)
  t.equal(shelf.stored({ rules: [] }).rules, null)
  t.equal(shelf.update({ rules: [] }, full).object.rules, null)
})

void t.test('names need only fit into a URL, and PUT creates', async (t) => {
  const empty = role('shop', 'r', [])
  for (const { strategy } of [roles, clusterRoles]) {
    t.strictSame(strategy.nameErrors('system:Some Thing', false, empty, release), [])
    t.strictSame(strategy.nameErrors('a/b', false, empty, release), ["may not contain '/'"])
    t.strictSame(strategy.nameErrors('..', false, empty, release), ["may not be '..'"])
    t.ok(strategy.allowCreateOnUpdate)
    t.ok(strategy.allowUnconditionalUpdate)
  }
})

void t.test('the table shows the name and when it was created', async (t) => {
  const made = role('shop', 'r', [])
  made.metadata.creationTimestamp = '2026-03-04T05:06:07Z'
  t.strictSame(
    roles.columns.map((column) => [
      column.name,
      column.type,
      column.format,
      column.priority,
      column.cell(made, 0),
    ]),
    [
      ['Name', 'string', 'name', 0, 'r'],
      ['Created At', 'date', '', 0, '2026-03-04T05:06:07Z'],
    ],
  )
})
