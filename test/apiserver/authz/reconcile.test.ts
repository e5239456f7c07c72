import t from 'tap'
import type { ClusterRole, ClusterRoleBinding } from '../../../src/apis/rbac.ts'
import {
  reconcileBinding,
  reconcileRole,
  refersElsewhere,
} from '../../../src/apiserver/authz/reconcile.ts'
import { clusterRole, clusterRoleBinding, group, rule, user } from './builders.ts'
import { plain } from '../../fixtures/gadget.ts'

const KEY = 'rbac.authorization.kubernetes.io/autoupdate'

const annotated = <T extends ClusterRole | ClusterRoleBinding>(object: T, value: string): T => ({
  ...object,
  metadata: { ...object.metadata, annotations: { [KEY]: value } },
})

t.test('a role with all expected rules, labels and annotations is unchanged', async (t) => {
  const expected = annotated(clusterRole('r', [rule('get,list core/pods')], { a: 'b' }), 'true')
  t.equal(reconcileRole(expected, expected), expected)
  const more = annotated(
    clusterRole('r', [rule('* core/*'), rule('get /x')], { a: 'mine', c: 'd' }),
    'whatever',
  )
  t.equal(reconcileRole(more, expected), more)
})

t.test('missing rules are added, and none are removed', async (t) => {
  const expected = annotated(
    clusterRole('r', [rule('get,list core/pods')], { a: 'b', x: 'y' }),
    'true',
  )
  const stored = clusterRole('r', [rule('get core/pods'), rule('get core/mine')], { a: 'mine' })
  t.strictSame(plain(reconcileRole(stored, expected)), {
    ...stored,
    metadata: {
      name: 'r',
      labels: { a: 'mine', x: 'y' },
      annotations: { [KEY]: 'true' },
    },
    rules: [rule('get core/pods'), rule('get core/mine'), rule('list core/pods')],
  })
  t.strictSame(stored.metadata.labels, { a: 'mine' }, 'the stored object is not changed')
  t.match(plain(reconcileRole(annotated(stored, 'mine'), expected)), {
    metadata: { labels: { x: 'y' }, annotations: { [KEY]: 'mine' } },
  })
})

t.test('the annotation autoupdate with the value false protects roles and bindings', async (t) => {
  const expected = annotated(clusterRole('r', [rule('get core/pods')]), 'true')
  const role = annotated(clusterRole('r', []), 'false')
  t.equal(reconcileRole(role, expected), role)
  const binding = annotated(clusterRoleBinding('b', 'r', user('jane')), 'true')
  const other = annotated(clusterRoleBinding('b', 'other'), 'false')
  t.equal(reconcileBinding(other, binding), other)
  t.notOk(refersElsewhere(other, binding))
})

t.test(
  'missing selectors of an aggregated role are added; unexpected aggregation is removed',
  async (t) => {
    const selector = (value: string) => ({ matchLabels: { to: value } })
    const expected = {
      ...clusterRole('r', []),
      aggregationRule: { clusterRoleSelectors: [selector('a'), selector('b')] },
    }
    const stored = {
      ...clusterRole('r', [rule('get core/pods')]),
      aggregationRule: { clusterRoleSelectors: [selector('mine'), selector('b')] },
    }
    t.strictSame(reconcileRole(stored, expected), {
      ...stored,
      aggregationRule: { clusterRoleSelectors: [selector('mine'), selector('b'), selector('a')] },
    })
    t.strictSame(reconcileRole(clusterRole('r', []), expected), expected)
    t.strictSame(
      reconcileRole<ClusterRole>(stored, clusterRole('r', [])),
      clusterRole('r', [rule('get core/pods')]),
    )
  },
)

t.test(
  'missing subjects of a binding are added, unless the binding refers to another role',
  async (t) => {
    const expected = clusterRoleBinding('b', 'r', group('a'), user('jane'))
    const stored = clusterRoleBinding('b', 'r', user('mine'), user('jane'))
    t.equal(reconcileBinding(expected, expected), expected)
    t.strictSame(
      reconcileBinding(stored, expected),
      clusterRoleBinding('b', 'r', user('mine'), user('jane'), group('a')),
    )
    t.notOk(refersElsewhere(stored, expected))
    for (const ref of [{ name: 'other' }, { kind: 'Role' }, { apiGroup: 'x' }]) {
      const other = { ...stored, roleRef: { ...stored.roleRef, ...ref } }
      t.ok(refersElsewhere(other, expected))
      t.equal(reconcileBinding(other, expected), other)
    }
  },
)
