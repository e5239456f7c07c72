import t from 'tap'
import type { LabelSelectorSpec } from '../../../src/apimachinery/label-selector-spec.ts'
import type { ClusterRole } from '../../../src/apis/rbac.ts'
import { atOnce } from '../../../src/apimachinery/turns.ts'
import { aggregationChange } from '../../../src/apiserver/authz/aggregation.ts'
import { clusterRole, rule } from './builders.ts'

const gathering = (name: string, ...clusterRoleSelectors: LabelSelectorSpec[]) => ({
  ...clusterRole(name, [], { to: 'all' }),
  aggregationRule: { clusterRoleSelectors },
})
const change = (role: ClusterRole, all: ClusterRole[]) => atOnce(aggregationChange(role, all))
const by = (value: string) => ({ matchLabels: { to: value } })

t.test(
  'an aggregated role gets the rules of selected roles once, in order of selectors and role names',
  async (t) => {
    const [a, b, c, d] = ['get core/a', 'get core/b', 'get core/c', 'get core/d'].map(rule)
    const role = gathering('g', by('view'), {
      matchExpressions: [{ key: 'to', operator: 'Exists' }],
    })
    const all = [
      clusterRole('z', [a!, b!], { to: 'view' }),
      clusterRole('y', [c!, { ...a! }], { to: 'view' }),
      clusterRole('a', [d!], { to: 'edit' }),
      clusterRole('n', [rule('get core/n')]),
      { ...role, rules: [rule('get core/own')] },
    ]
    t.strictSame(change(role, all), [c, a, b, d])
  },
)

t.test('new rules are returned only if the aggregated rules change', async (t) => {
  const pods = rule('get core/pods')
  const role = gathering('g', by('view'))
  const all = [clusterRole('v', [pods], { to: 'view' })]
  t.strictSame(change(role, all), [pods])
  t.equal(change({ ...role, rules: [{ ...pods }] }, all), undefined)
  t.equal(change(gathering('g', by('nobody')), all), undefined)
  t.strictSame(change({ ...gathering('g', by('nobody')), rules: [pods] }, all), [])
  t.equal(change(clusterRole('plain', []), all), undefined)
})
