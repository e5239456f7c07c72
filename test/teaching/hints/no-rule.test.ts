import { badRequest } from '../../../src/apimachinery/status.ts'
import type { RefusedFacts } from '../../../src/teaching/hints/facts.ts'
import { noRule } from '../../../src/teaching/hints/refused/no-rule.ts'
import {
  clusterRole,
  clusterRoleBinding,
  group,
  person,
  role,
  roleBinding,
  rule,
  user,
} from '../../apiserver/authz/builders.ts'
import { ADMIN, clusterOf, refused, type Refusal } from './facts.ts'
import { type Case, tells } from './tells.ts'

type Rbac = NonNullable<Parameters<typeof clusterOf>[0]>['rbac']

const MARIAH = person('mariah')
/** Mariah lists pods in `shop`. */
const pods = (rbac: Rbac = [], more: Refusal = {}) =>
  refused('list core/pods', {
    user: MARIAH,
    namespace: 'shop',
    cluster: clusterOf({ rbac }),
    ...more,
  })
/** An administrator who impersonates Mariah lists pods in `shop`. */
const byAdmin = (rbac: Rbac, more: Refusal = {}) => pods(rbac, { asker: ADMIN, ...more })

const start = (what: string, where: string, who = 'mariah') =>
  `you are logged in as ${who}, and no rule allows ${what} ${where}.`
const SHOP = start('list on pods', 'in the namespace shop')
const GRANT =
  'kubectl create role mariah-pods-list --verb=list --resource=pods -n shop && kubectl create rolebinding mariah-pods-list --role=mariah-pods-list --user=mariah -n shop'
const nothing = [`${SHOP} An administrator grants it.`, GRANT] as const

const reader = role('shop', 'reader', [rule('list core/pods')])
const forMaria = roleBinding('shop', 'read', 'Role/reader', user('maria'))
const joining = (text: string, command: string) =>
  [`${SHOP} ${text}`, `kubectl set subject ${command}`] as const
const MARIA = joining(
  'The binding read is for maria. If mariah was meant, add that user.',
  'rolebinding read --user=mariah -n shop',
)
const lister = (resource: string, namespace = '') =>
  namespace === ''
    ? [
        clusterRole('lister', [rule(`list rbac.authorization.k8s.io/${resource}`)]),
        clusterRoleBinding('lister', 'lister', group('readers')),
      ]
    : [
        role(namespace, 'lister', [rule(`list rbac.authorization.k8s.io/${resource}`)]),
        roleBinding(namespace, 'lister', 'Role/lister', group('readers')),
      ]
const READER = { asker: person('rita', 'readers') }
const listing = clusterRole('r', [rule('list core/pods')])
const getter = role('shop', 'reader', [rule('get core/pods')])
const forDevs = roleBinding('shop', 'read', 'Role/reader', user('devs'))
const OF_DEVS = { user: person('mariah', 'devs') }
const everywhere = [
  `${start('list on pods', 'in the whole cluster')} An administrator grants it.`,
  'kubectl create clusterrole mariah-pods-list --verb=list --resource=pods && kubectl create clusterrolebinding mariah-pods-list --clusterrole=mariah-pods-list --user=mariah',
] as const

const CASES: readonly Case<RefusedFacts>[] = [
  ['no rule in a namespace', pods(), ...nothing],
  ['another error', pods([], { error: badRequest('no') })],
  ['anonymous, which has its own hint', pods([], { user: person('system:anonymous') })],
  ['refused by admission', pods([listing, clusterRoleBinding('r', 'r', user('mariah'))])],
  ['no rule in the whole cluster', pods([], { namespace: '' }), ...everywhere],
  [
    'a subresource in an API group',
    refused('update apps/deployments/scale', { namespace: 'shop', user: person('a:b') }),
    `${start('update on deployments/scale', 'in the namespace shop', 'a:b')} An administrator grants it.`,
    'kubectl create role b-deployments-scale-update --verb=update --resource=deployments.apps/scale -n shop && kubectl create rolebinding b-deployments-scale-update --role=b-deployments-scale-update --user=a:b -n shop',
  ],
  [
    'a path',
    refused('get /metrics/slis/'),
    'you are logged in as john, and no rule allows get on the path /metrics/slis/. An administrator grants it.',
    'kubectl create clusterrole john-metrics-slis-get --verb=get --non-resource-url=/metrics/slis/ && kubectl create clusterrolebinding john-metrics-slis-get --clusterrole=john-metrics-slis-get --user=john',
  ],
  [
    'the root path',
    refused('get /'),
    'you are logged in as john, and no rule allows get on the path /. An administrator grants it.',
    'kubectl create clusterrole john-root-get --verb=get --non-resource-url=/ && kubectl create clusterrolebinding john-root-get --clusterrole=john-root-get --user=john',
  ],
  [
    'a service account',
    pods([], { user: person('system:serviceaccount:shop:till') }),
    `${start('list on pods', 'in the namespace shop', 'system:serviceaccount:shop:till')} An administrator grants it.`,
    'kubectl create role till-pods-list --verb=list --resource=pods -n shop && kubectl create rolebinding till-pods-list --role=till-pods-list --serviceaccount=shop:till -n shop',
  ],

  ['a similar name, shown to an administrator', byAdmin([reader, forMaria]), ...MARIA],
  ['a similar name, not shown to the user', pods([reader, forMaria]), ...nothing],
  [
    'a similar name, shown to users who may list bindings of the namespace',
    pods([reader, forMaria, ...lister('rolebindings', 'shop')], READER),
    ...MARIA,
  ],
  [
    'a similar name, not shown to users who may list bindings of another namespace',
    pods([reader, forMaria, ...lister('rolebindings', 'b')], READER),
    ...nothing,
  ],
  [
    'a similar name, not shown to users who may list cluster role bindings only',
    pods([reader, forMaria, ...lister('clusterrolebindings')], READER),
    ...nothing,
  ],
  [
    'a cluster role binding',
    byAdmin([listing, clusterRoleBinding('read all', 'r', user('maria'))]),
    ...joining(
      'The binding read all is for maria. If mariah was meant, add that user.',
      "clusterrolebinding 'read all' --user=mariah",
    ),
  ],
  [
    'a cluster role binding, shown to users who may list cluster role bindings',
    pods(
      [listing, clusterRoleBinding('read', 'r', user('maria')), ...lister('clusterrolebindings')],
      READER,
    ),
    ...joining(
      'The binding read is for maria. If mariah was meant, add that user.',
      'clusterrolebinding read --user=mariah',
    ),
  ],
  ['a role that does not allow the request', byAdmin([getter, forMaria]), ...nothing],
  ['a binding of a missing role', byAdmin([forMaria]), ...nothing],
  [
    'a binding that does not help, followed by one that does',
    byAdmin([
      roleBinding('shop', 'a', 'Role/approver', user('marian')),
      role('shop', 'approver', [rule('approve core/pods')]),
      reader,
      forMaria,
    ]),
    ...MARIA,
  ],
  [
    'a binding of another namespace',
    byAdmin([
      role('b', 'reader', [rule('list core/pods')]),
      roleBinding('b', 'read', 'Role/reader', user('maria')),
    ]),
    ...nothing,
  ],
  [
    'a binding of a namespace, for a request in the whole cluster',
    byAdmin([reader, forMaria], { namespace: '' }),
    ...everywhere,
  ],
  [
    'a binding for a group',
    byAdmin([reader, roleBinding('shop', 'read', 'Role/reader', group('maria'))]),
    ...nothing,
  ],
  [
    'a binding for a system user',
    byAdmin([reader, roleBinding('shop', 'read', 'Role/reader', user('system:maria'))], {
      user: person('system:mariah'),
    }),
    `${start('list on pods', 'in the namespace shop', 'system:mariah')} An administrator grants it.`,
    'kubectl create role mariah-pods-list --verb=list --resource=pods -n shop && kubectl create rolebinding mariah-pods-list --role=mariah-pods-list --user=system:mariah -n shop',
  ],
  [
    'a user with a binding elsewhere is not misspelt',
    byAdmin([reader, forMaria, roleBinding('b', 'own', 'Role/x', user('mariah'))]),
    ...nothing,
  ],
  [
    'a binding for a user whose name is not similar',
    byAdmin([reader, roleBinding('shop', 'read', 'Role/reader', user('zoe'))]),
    ...nothing,
  ],
  [
    'the first of two equally similar names',
    byAdmin([
      reader,
      roleBinding('shop', 'first', 'Role/reader', user('mariaa')),
      roleBinding('shop', 'second', 'Role/reader', user('mariab')),
    ]),
    ...joining(
      'The binding first is for mariaa. If mariah was meant, add that user.',
      'rolebinding first --user=mariah -n shop',
    ),
  ],

  [
    'allowed in another namespace',
    pods([
      role('b', 'r', [rule('list core/pods')]),
      roleBinding('b', 'own', 'Role/r', user('mariah')),
    ]),
    `${SHOP} It is allowed in the namespace b: add -n b. Or an administrator grants it here.`,
    GRANT,
  ],

  [
    'a group bound as a user, shown to an administrator',
    byAdmin([reader, forDevs], OF_DEVS),
    `${SHOP} The binding read is for a user devs, which is a group of yours. An administrator binds the group.`,
    'kubectl set subject rolebinding read --group=devs -n shop',
  ],
  [
    'a group bound as a user, to a cluster role',
    byAdmin([listing, clusterRoleBinding('all', 'r', user('zoe'), user('devs'))], {
      user: person('mariah', 'ops', 'devs'),
    }),
    `${SHOP} The binding all is for a user devs, which is a group of yours. An administrator binds the group.`,
    'kubectl set subject clusterrolebinding all --group=devs',
  ],
  ['a group bound as a user, not shown to the user', pods([reader, forDevs], OF_DEVS), ...nothing],
  [
    'a group bound as a user, to a role that does not allow the request',
    byAdmin([getter, forDevs], OF_DEVS),
    ...nothing,
  ],
]

/** An impersonated user is told `you act as` instead of `you are logged in as`. */
tells(
  noRule,
  'rbac',
  CASES.map(([what, facts, text, ...more]) =>
    facts.asker.name === facts.user.name
      ? [what, facts, text, ...more]
      : [what, facts, text?.replace('you are logged in as', 'you act as'), ...more],
  ),
)
