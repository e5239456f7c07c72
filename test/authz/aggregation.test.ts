import t from 'tap'
import type { LabelSelectorSpec } from '../../src/api/label-selector.ts'
import type { ClusterRole } from '../../src/api/kinds/rbac.ts'
import { aggregatedRules, aggregationChange } from '../../src/authz/aggregation.ts'
import { clusterRole, rule } from './builders.ts'

const gathering = (name: string, ...clusterRoleSelectors: LabelSelectorSpec[]): ClusterRole => ({
  ...clusterRole(name, [], { to: 'all' }),
  aggregationRule: { clusterRoleSelectors },
})
const by = (value: string): LabelSelectorSpec => ({ matchLabels: { to: value } })

void t.test(
  'a role gathers rules by selector, then by name, each once and none of its own',
  async (t) => {
    const [a, b, c, d] = ['get core/a', 'get core/b', 'get core/c', 'get core/d'].map(rule)
    const role = gathering('g', by('view'), {
      matchExpressions: [{ key: 'to', operator: 'Exists' }],
    })
    const all = [
      clusterRole('z', [a!, b!], { to: 'view' }),
      clusterRole('y', [c!, { ...a!, resourceNames: [] }], { to: 'view' }),
      clusterRole('a', [d!], { to: 'edit' }),
      clusterRole('n', [rule('get core/n')]),
      { ...role, rules: [rule('get core/own')] },
    ]
    t.strictSame(aggregatedRules(role, all), [c, { ...a, resourceNames: [] }, b, d])
    t.strictSame(aggregatedRules(gathering('g', by('nobody')), all), [])
  },
)

void t.test('nothing is written to a role that has its rules, or that gathers none', async (t) => {
  const pods = rule('get core/pods')
  const role = gathering('g', by('view'))
  const all = [clusterRole('v', [pods], { to: 'view' })]
  t.strictSame(aggregationChange(role, all), [pods])
  t.equal(aggregationChange({ ...role, rules: [{ ...pods, resourceNames: [] }] }, all), undefined)
  t.equal(aggregationChange(gathering('g', by('nobody')), all), undefined)
  t.strictSame(aggregationChange({ ...gathering('g', by('nobody')), rules: [pods] }, all), [])
  t.equal(aggregationChange(clusterRole('plain', []), all), undefined)
})

void t.test('nothing changes once a role has what it gathers', async (t) => {
  const role = gathering('g', by('view'))
  const rules = [rule('get core/pods')]
  const all = [clusterRole('v', rules, { to: 'view' })]
  t.equal(aggregationChange({ ...role, rules: [...rules] }, all), undefined)
  t.strictSame(aggregationChange({ ...role, rules: [] }, all), rules)
  t.strictSame(aggregationChange({ ...role, rules }, [clusterRole('v', [], { to: 'view' })]), [])
})
