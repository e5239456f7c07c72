/** Hints about bindings. */
import { roleMissing } from '../../../src/teaching/hints/bind/role-missing.ts'
import {
  clusterRole,
  clusterRoleBinding,
  group,
  role,
  roleBinding,
  rule,
  user,
} from '../../apiserver/authz/builders.ts'
import { binding, clusterOf, JOHN } from './facts.ts'
import { tells } from './tells.ts'

{
  const JANE = user('jane')
  const ROLES = [
    clusterRole('view', []),
    clusterRole('edit', []),
    role('shop', 'reader', []),
    role('b', 'writer', []),
  ]
  const lister = (resource: string) => [
    ...ROLES,
    clusterRole('lister', [rule(`list rbac.authorization.k8s.io/${resource}`)]),
    clusterRoleBinding('lister', 'lister', user('john')),
  ]
  const inShop = (name: string) =>
    `there is no Role ${name} in the namespace shop, so this binding grants nothing yet.`
  const bound = (object: Parameters<typeof binding>[0], rbac = ROLES) =>
    binding(object, { cluster: clusterOf({ rbac }) })
  const EXAMPLE = 'Create it, for example to read pods.'

  tells(roleMissing, 'rbac', [
    ['the role is there', bound(roleBinding('shop', 'x', 'Role/reader', JANE))],
    ['the role of the cluster is there', bound(clusterRoleBinding('x', 'view', JANE))],
    ['and in a namespace', bound(roleBinding('shop', 'x', 'ClusterRole/view', JANE))],
    [
      'there is none that is like it',
      bound(roleBinding('shop', 'x', 'Role/gone', JANE)),
      `${inShop('gone')} ${EXAMPLE}`,
      'kubectl create role gone --verb=get,list,watch --resource=pods -n shop',
    ],
    [
      'it is in another namespace',
      bound(roleBinding('shop', 'x', 'Role/writer', JANE)),
      `${inShop('writer')} ${EXAMPLE}`,
      'kubectl create role writer --verb=get,list,watch --resource=pods -n shop',
    ],
    [
      'it is one of the cluster',
      bound(roleBinding('shop', 'x', 'Role/view', JANE, group('devs'))),
      `${inShop('view')} If the ClusterRole view was meant, bind that.`,
      'kubectl delete rolebinding x -n shop && kubectl create rolebinding x --clusterrole=view --user=jane --group=devs -n shop',
    ],
    [
      'it is nearly one',
      bound(roleBinding('shop', 'x', 'Role/raeder', { kind: 'ServiceAccount', name: 'till' })),
      `${inShop('raeder')} If reader was meant, bind that.`,
      'kubectl delete rolebinding x -n shop && kubectl create rolebinding x --role=reader --serviceaccount=shop:till -n shop',
    ],
    [
      'nearly one of the cluster',
      bound(clusterRoleBinding('x', 'veiw', { kind: 'ServiceAccount', name: 'a', namespace: 'b' })),
      'there is no ClusterRole veiw, so this binding grants nothing yet. If view was meant, bind that.',
      'kubectl delete clusterrolebinding x && kubectl create clusterrolebinding x --clusterrole=view --serviceaccount=b:a',
    ],
    [
      'none of the cluster',
      bound(clusterRoleBinding('x', 'gone', JANE)),
      `there is no ClusterRole gone, so this binding grants nothing yet. ${EXAMPLE}`,
      'kubectl create clusterrole gone --verb=get,list,watch --resource=pods',
    ],
    [
      'who may not list roles is told nothing',
      binding(roleBinding('shop', 'x', 'Role/gone', JANE), {
        user: JOHN,
        cluster: clusterOf({ rbac: ROLES }),
      }),
    ],
    [
      'who may list those of namespaces alone, nothing of the others',
      binding(roleBinding('shop', 'x', 'Role/view', JANE), {
        user: JOHN,
        cluster: clusterOf({ rbac: lister('roles') }),
      }),
      `${inShop('view')} ${EXAMPLE}`,
      'kubectl create role view --verb=get,list,watch --resource=pods -n shop',
    ],
    [
      'and of a binding of the cluster nothing at all',
      binding(clusterRoleBinding('x', 'gone', JANE), {
        user: JOHN,
        cluster: clusterOf({ rbac: lister('roles') }),
      }),
    ],
  ])
}
