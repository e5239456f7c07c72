import t from 'tap'
import type { ClusterRole, ClusterRoleBinding } from '../../../src/apis/rbac.ts'
import { reconcileBinding, reconcileRole } from '../../../src/apiserver/authz/reconcile.ts'
import { clusterRole, clusterRoleBinding, group, rule, user } from './builders.ts'
import { plain } from '../../fixtures/gadget.ts'

const KEY = 'rbac.authorization.kubernetes.io/autoupdate'

const annotated = <T extends ClusterRole | ClusterRoleBinding>(object: T, value: string): T => ({
  ...object,
  metadata: { ...object.metadata, annotations: { [KEY]: value } },
})

t.test('a missing role is created, a complete one is unchanged', async (t) => {
  const expected = annotated(clusterRole('r', [rule('get,list core/pods')], { a: 'b' }), 'true')
  t.strictSame(reconcileRole(undefined, expected), { action: 'create', object: expected })
  t.strictSame(reconcileRole(expected, expected), { action: 'none' })
  const more = clusterRole('r', [rule('* core/*'), rule('get /x')], { a: 'mine', c: 'd' })
  t.strictSame(reconcileRole(annotated(more, 'whatever'), expected), { action: 'none' })
})

t.test('missing rules are added, and none are removed', async (t) => {
  const expected = annotated(
    clusterRole('r', [rule('get,list core/pods')], { a: 'b', x: 'y' }),
    'true',
  )
  const stored = clusterRole('r', [rule('get core/pods'), rule('get core/mine')], { a: 'mine' })
  t.strictSame(plain(reconcileRole(stored, expected)), {
    action: 'update',
    object: {
      ...stored,
      metadata: {
        name: 'r',
        labels: { a: 'mine', x: 'y' },
        annotations: { [KEY]: 'true' },
      },
      rules: [rule('get core/pods'), rule('get core/mine'), rule('list core/pods')],
    },
  })
  t.strictSame(stored.metadata.labels, { a: 'mine' }, 'the stored object is not changed')
  t.match(plain(reconcileRole(annotated(stored, 'mine'), expected)), {
    object: { metadata: { labels: { x: 'y' }, annotations: { [KEY]: 'mine' } } },
  })
})

t.test('the annotation autoupdate with the value false protects roles and bindings', async (t) => {
  const expected = annotated(clusterRole('r', [rule('get core/pods')]), 'true')
  t.strictSame(reconcileRole(annotated(clusterRole('r', []), 'false'), expected), {
    action: 'none',
  })
  const binding = annotated(clusterRoleBinding('b', 'r', user('jane')), 'true')
  const other = annotated(clusterRoleBinding('b', 'other'), 'false')
  t.strictSame(reconcileBinding(other, binding), { action: 'none' })
})

t.test(
  'selectors of an aggregated role are added; unexpected aggregation is removed',
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
      action: 'update',
      object: {
        ...stored,
        aggregationRule: { clusterRoleSelectors: [selector('mine'), selector('b'), selector('a')] },
      },
    })
    t.strictSame(reconcileRole(clusterRole('r', []), expected), {
      action: 'update',
      object: expected,
    })
    t.strictSame(reconcileRole<ClusterRole>(stored, clusterRole('r', [])), {
      action: 'update',
      object: clusterRole('r', [rule('get core/pods')]),
    })
  },
)

t.test(
  'missing subjects of a binding are added; with another role, the binding is recreated',
  async (t) => {
    const expected = clusterRoleBinding('b', 'r', group('a'), user('jane'))
    const stored = clusterRoleBinding('b', 'r', user('mine'), user('jane'))
    t.strictSame(reconcileBinding(undefined, expected), { action: 'create', object: expected })
    t.strictSame(reconcileBinding(expected, expected), { action: 'none' })
    t.strictSame(reconcileBinding(stored, expected), {
      action: 'update',
      object: clusterRoleBinding('b', 'r', user('mine'), user('jane'), group('a')),
    })
    for (const ref of [{ name: 'other' }, { kind: 'Role' }, { apiGroup: 'x' }])
      t.strictSame(
        reconcileBinding({ ...stored, roleRef: { ...stored.roleRef, ...ref } }, expected),
        { action: 'recreate', object: expected },
      )
  },
)
