import t from 'tap'
import { clusterRoleBindings, roleBindings } from '../../../src/resources/rbac/resource.ts'
import { clusterRoleBinding, roleBinding } from '../../apiserver/authz/builders.ts'

t.test(
  'the API group of the role, users and groups is filled in; service accounts have none',
  async (t) => {
    const group = { kind: 'Group', name: 'devs', namespace: 'odd' }
    const others = [
      { kind: 'ServiceAccount', name: 'robot' },
      { kind: 'User', apiGroup: 'example.com', name: 'eve' },
      { kind: 'Robot', name: 'x' },
    ]
    const sent = {
      ...roleBinding('shop', 'b', 'Role/r'),
      subjects: [{ kind: 'User', name: 'jane' }, group, ...others],
      roleRef: { apiGroup: '', kind: 'Role', name: 'r' },
    }
    const apiGroup = 'rbac.authorization.k8s.io'
    t.strictSame(roleBindings.strategy.applyDefaults(sent), {
      ...sent,
      subjects: [{ kind: 'User', apiGroup, name: 'jane' }, { apiGroup, ...group }, ...others],
      roleRef: { apiGroup, kind: 'Role', name: 'r' },
    })
    const none = clusterRoleBinding('b', 'r')
    delete none.subjects
    t.notOk('subjects' in clusterRoleBindings.strategy.applyDefaults(none))
  },
)
