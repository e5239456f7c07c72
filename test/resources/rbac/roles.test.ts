import t from 'tap'
import { fieldErrorText } from '../../../src/apimachinery/field.ts'
import type { ClusterRole } from '../../../src/apis/rbac.ts'
import { clusterRoles, roles } from '../../../src/resources/rbac/resource.ts'
import { clusterRole, role } from '../../apiserver/authz/builders.ts'
import { anybody } from '../context.ts'
import { Shelf } from '../shelf.ts'
import { release } from '../../fixtures/release.ts'

const gathering = (...clusterRoleSelectors: object[]) => ({
  ...clusterRole('g', []),
  aggregationRule: { clusterRoleSelectors },
})

t.test('the selectors of an aggregation rule are validated', async (t) => {
  const check = (object: ClusterRole) =>
    clusterRoles.strategy.validate(object, anybody).map(fieldErrorText)
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

t.test('an empty list of rules is stored as null', async (t) => {
  const shelf = new Shelf(roles)
  const full = shelf.stored({ rules: [{ verbs: ['get'], resources: ['pods'], apiGroups: [''] }] })
  t.equal(full.rules?.length, 1)
  t.equal(shelf.stored({ rules: [] }).rules, null)
  t.equal(shelf.update({ rules: [] }, full).object.rules, null)
})

t.test('names must be valid path segments, and PUT creates missing roles', async (t) => {
  const empty = role('shop', 'r', [])
  for (const { strategy } of [roles, clusterRoles]) {
    t.strictSame(strategy.nameErrors('system:Some Thing', false, empty, release), [])
    t.strictSame(strategy.nameErrors('a/b', false, empty, release), ["may not contain '/'"])
    t.strictSame(strategy.nameErrors('..', false, empty, release), ["may not be '..'"])
    t.ok(strategy.allowCreateOnUpdate)
    t.ok(strategy.allowUnconditionalUpdate)
  }
})
