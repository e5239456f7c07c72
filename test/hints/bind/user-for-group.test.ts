import { userForGroup } from '../../../src/hints/bind/user-for-group.ts'
import {
  clusterRole,
  clusterRoleBinding,
  group,
  roleBinding,
  rule,
  user,
} from '../../authz/builders.ts'
import { binding, clusterOf, JOHN } from '../facts.ts'
import { tells } from '../tells.ts'

const groups = { devs: 'jane' }
const cluster = clusterOf({ groups })
const DEVS =
  'this binds a user devs, and devs is a group (an O of the subject) in the request jane. If the group was meant, add it.'
const lister = clusterOf({
  groups,
  rbac: [
    clusterRole('lister', [rule('list certificates.k8s.io/certificatesigningrequests')]),
    clusterRoleBinding('lister', 'lister', user('john')),
  ],
})

tells(userForGroup, 'x509', [
  ['a user', binding(roleBinding('shop', 'x', 'Role/r', user('jane')), { cluster })],
  ['the group', binding(roleBinding('shop', 'x', 'Role/r', group('devs')), { cluster })],
  [
    'a user of its name',
    binding(roleBinding('shop', 'x', 'Role/r', user('jane'), user('devs')), { cluster }),
    DEVS,
    'kubectl set subject rolebinding x --group=devs -n shop',
  ],
  [
    'in the whole cluster, and who may list requests',
    binding(clusterRoleBinding('x', 'r', user('devs')), { cluster: lister, user: JOHN }),
    DEVS,
    'kubectl set subject clusterrolebinding x --group=devs',
  ],
  ['who may not', binding(clusterRoleBinding('x', 'r', user('devs')), { cluster, user: JOHN })],
  [
    'both the user and the group',
    binding(clusterRoleBinding('x', 'r', user('devs'), group('devs')), { cluster }),
  ],
  [
    'an account of its name',
    binding(roleBinding('shop', 'x', 'Role/r', { kind: 'ServiceAccount', name: 'devs' }), {
      cluster,
    }),
  ],
])
