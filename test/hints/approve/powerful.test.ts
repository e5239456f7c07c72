import { powerful } from '../../../src/hints/approve/powerful.ts'
import {
  clusterRole,
  clusterRoleBinding,
  group,
  roleBinding,
  rule,
  user,
} from '../../authz/builders.ts'
import { KUBELET, requestOf } from '../../fixtures/builders.ts'
import { approving, clusterOf, csrOf, JOHN } from '../facts.ts'
import { tells } from '../tells.ts'

const CLIENT = 'kubernetes.io/kube-apiserver-client'
const rbac = [
  clusterRoleBinding('bosses', 'cluster-admin', group('bosses'), user('root'), user('devs')),
  clusterRoleBinding('viewers', 'view', group('viewers')),
  roleBinding('shop', 'sellers', 'ClusterRole/cluster-admin', group('sellers')),
]
const cluster = clusterOf({ rbac })
const asking = (commonName: string, ...organizations: string[]) =>
  csrOf('x', { request: requestOf({ commonName, organizations }) })
const power = (why: string): string =>
  `this certificate is that of a cluster administrator: ${why}, and a certificate cannot be taken back before it ends.`
const GROUP = power('group bosses has cluster-admin by ClusterRoleBinding bosses')
const john = (...rules: string[]) => ({
  user: JOHN,
  cluster: clusterOf({
    rbac: [
      ...rbac,
      clusterRole('some', rules.map(rule)),
      clusterRoleBinding('some', 'some', user('john')),
    ],
  }),
})

tells(powerful, 'authorization', [
  ['a user without power', approving(asking('jane', 'devs'), { cluster })],
  ['a group with power', approving(asking('jane', 'devs', 'bosses'), { cluster }), GROUP],
  [
    'a user with power',
    approving(asking('root'), { cluster }),
    power('user root has cluster-admin by ClusterRoleBinding bosses'),
  ],
  ['a user who is called as a group', approving(asking('bosses'), { cluster })],
  ['another role', approving(asking('jane', 'viewers'), { cluster })],
  [
    'all of one namespace is not all of the cluster',
    approving(asking('jane', 'sellers'), { cluster }),
  ],
  ['it is denied', approving(asking('root'), { cluster }, 'Denied')],
  [
    'it is approved already',
    approving(
      csrOf('x', { request: requestOf({ commonName: 'root' }) }, { conditions: ['Approved'] }),
      { cluster },
    ),
  ],
  [
    'another signer',
    approving(csrOf('x', { request: requestOf({ commonName: 'root' }), signerName: KUBELET }), {
      cluster,
    }),
  ],
  ['nothing that can be read', approving(csrOf('x', { request: '' }), { cluster })],
  [
    'whoever may approve for the signer is told',
    approving(asking('jane', 'bosses'), john(`approve certificates.k8s.io/signers ${CLIENT}`)),
    GROUP,
  ],
  [
    'who may not is not told who has power',
    approving(
      asking('jane', 'bosses'),
      john('update certificates.k8s.io/certificatesigningrequests/approval'),
    ),
  ],
])
