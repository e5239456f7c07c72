import { unknownGroup } from '../../../src/teaching/hints/accept/unknown-group.ts'
import { roleMissing } from '../../../src/teaching/hints/bind/role-missing.ts'
import { userForGroup } from '../../../src/teaching/hints/bind/user-for-group.ts'
import {
  clusterRole,
  clusterRoleBinding,
  group,
  role,
  roleBinding,
  user,
} from '../../apiserver/authz/builders.ts'
import { asJohn, binding, clusterOf, creating, subject } from './facts.ts'
import { tells } from './tells.ts'

{
  const bindings = [
    clusterRoleBinding('engineers', 'view', group('engineers'), user('accounting')),
    roleBinding('shop', 'sellers', 'Role/sell', group('sellers')),
    clusterRoleBinding('system', 'view', group('system:engineerz')),
  ]
  const cluster = clusterOf({ rbac: bindings })
  const near = (one: string, meant: string) =>
    `no role binding covers the group ${one} (an O of the subject), but one covers ${meant}. If you meant ${meant}, make the request again.`
  const why = (one: string) => `The group ${one} has no permissions.`
  const make = (subj: string) => `openssl req -new -key emma.key -subj ${subj} -out emma.csr`
  const sending = (...organizations: string[]) =>
    creating('emma', subject('emma', ...organizations), { cluster })
  const misspelt = subject('emma', 'enginers')
  const lister = (...resources: string[]) =>
    asJohn(
      resources.map((name) => `list rbac.authorization.k8s.io/${name}`),
      { rbac: bindings },
    )

  tells(unknownGroup, 'rbac', [
    ['a group with a binding', sending('engineers')],
    ['no group', sending()],
    [
      'a misspelt group',
      sending('enginers'),
      near('enginers', 'engineers'),
      make('/CN=emma/O=engineers'),
      why('enginers'),
    ],
    [
      'the second group is misspelt, and the right one is bound in a namespace',
      sending('engineers', 'selers', 'x'),
      near('selers', 'sellers'),
      make('/CN=emma/O=engineers/O=sellers/O=x'),
      why('selers'),
    ],
    [
      'a misspelt group after an unknown one',
      sending('zzzzzz', 'enginers'),
      near('enginers', 'engineers'),
      make('/CN=emma/O=zzzzzz/O=engineers'),
      why('enginers'),
    ],
    ['an unknown group: its binding may come later', sending('zzzzzz')],
    ['a name similar to that of a user, not of a group', sending('acounting')],
    ['a system group', sending('system:enginers')],
    ['not shown to a user who may not read bindings', creating('emma', misspelt, lister())],
    [
      'not shown with access to cluster role bindings only',
      creating('emma', misspelt, lister('clusterrolebindings')),
    ],
    [
      'not shown with access to role bindings only',
      creating('emma', misspelt, lister('rolebindings')),
    ],
    [
      'shown to a user who may read all bindings',
      creating('emma', misspelt, lister('clusterrolebindings', 'rolebindings')),
      near('enginers', 'engineers'),
      make('/CN=emma/O=engineers'),
      why('enginers'),
    ],
  ])
}

{
  const JANE = user('jane')
  const ROLES = [
    clusterRole('view', []),
    clusterRole('edit', []),
    role('shop', 'reader', []),
    role('b', 'writer', []),
  ]
  const lister = asJohn(['list rbac.authorization.k8s.io/roles'], { rbac: ROLES })
  const inShop = (name: string) =>
    `there is no Role ${name} in the namespace shop, so this binding grants nothing yet.`
  const bound = (object: Parameters<typeof binding>[0], rbac = ROLES) =>
    binding(object, { cluster: clusterOf({ rbac }) })
  const EXAMPLE = 'Create it, for example to read pods.'

  tells(roleMissing, 'rbac', [
    ['an existing role', bound(roleBinding('shop', 'x', 'Role/reader', JANE))],
    ['an existing cluster role', bound(clusterRoleBinding('x', 'view', JANE))],
    [
      'an existing cluster role, bound in a namespace',
      bound(roleBinding('shop', 'x', 'ClusterRole/view', JANE)),
    ],
    [
      'a missing role, without a similar one',
      bound(roleBinding('shop', 'x', 'Role/gone', JANE)),
      `${inShop('gone')} ${EXAMPLE}`,
      'kubectl create role gone --verb=get,list,watch --resource=pods -n shop',
    ],
    [
      'a role of another namespace',
      bound(roleBinding('shop', 'x', 'Role/writer', JANE)),
      `${inShop('writer')} ${EXAMPLE}`,
      'kubectl create role writer --verb=get,list,watch --resource=pods -n shop',
    ],
    [
      'a cluster role was meant',
      bound(roleBinding('shop', 'x', 'Role/view', JANE, group('devs'))),
      `${inShop('view')} If the ClusterRole view was meant, bind that.`,
      'kubectl delete rolebinding x -n shop && kubectl create rolebinding x --clusterrole=view --user=jane --group=devs -n shop',
    ],
    [
      'a misspelt role',
      bound(roleBinding('shop', 'x', 'Role/raeder', { kind: 'ServiceAccount', name: 'till' })),
      `${inShop('raeder')} If reader was meant, bind that.`,
      'kubectl delete rolebinding x -n shop && kubectl create rolebinding x --role=reader --serviceaccount=shop:till -n shop',
    ],
    [
      'a misspelt cluster role',
      bound(clusterRoleBinding('x', 'veiw', { kind: 'ServiceAccount', name: 'a', namespace: 'b' })),
      'there is no ClusterRole veiw, so this binding grants nothing yet. If view was meant, bind that.',
      'kubectl delete clusterrolebinding x && kubectl create clusterrolebinding x --clusterrole=view --serviceaccount=b:a',
    ],
    [
      'an unknown cluster role',
      bound(clusterRoleBinding('x', 'gone', JANE)),
      `there is no ClusterRole gone, so this binding grants nothing yet. ${EXAMPLE}`,
      'kubectl create clusterrole gone --verb=get,list,watch --resource=pods',
    ],
    [
      'without permission to list roles',
      binding(roleBinding('shop', 'x', 'Role/gone', JANE), asJohn([], { rbac: ROLES })),
    ],
    [
      'with permission to list Roles, but not ClusterRoles',
      binding(roleBinding('shop', 'x', 'Role/view', JANE), lister),
      `${inShop('view')} ${EXAMPLE}`,
      'kubectl create role view --verb=get,list,watch --resource=pods -n shop',
    ],
    [
      'a cluster role binding, with permission to list Roles, but not ClusterRoles',
      binding(clusterRoleBinding('x', 'gone', JANE), lister),
    ],
  ])
}

{
  const groups = { devs: 'jane' }
  const cluster = clusterOf({ groups })
  const DEVS =
    'this binds the user devs, but devs is a group (an O of the subject) in the request jane. If you meant the group, add it.'
  const lister = asJohn(['list certificates.k8s.io/certificatesigningrequests'], { groups })

  tells(userForGroup, 'x509', [
    ['an ordinary user', binding(roleBinding('shop', 'x', 'Role/r', user('jane')), { cluster })],
    [
      'a group bound as a group',
      binding(roleBinding('shop', 'x', 'Role/r', group('devs')), { cluster }),
    ],
    [
      'a user with the name of a group',
      binding(roleBinding('shop', 'x', 'Role/r', user('jane'), user('devs')), { cluster }),
      DEVS,
      'kubectl set subject rolebinding x --group=devs -n shop',
    ],
    [
      'a cluster role binding, by a user who may list requests',
      binding(clusterRoleBinding('x', 'r', user('devs')), lister),
      DEVS,
      'kubectl set subject clusterrolebinding x --group=devs',
    ],
    [
      'a cluster role binding, by a user who may not list requests',
      binding(clusterRoleBinding('x', 'r', user('devs')), asJohn([], { groups })),
    ],
    [
      'bound both as user and as group',
      binding(clusterRoleBinding('x', 'r', user('devs'), group('devs')), { cluster }),
    ],
    [
      'a service account of that name',
      binding(roleBinding('shop', 'x', 'Role/r', { kind: 'ServiceAccount', name: 'devs' }), {
        cluster,
      }),
    ],
  ])
}
