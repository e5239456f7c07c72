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

const SAME = 'A role and its binding belong to the same namespace.'

type Rbac = NonNullable<Parameters<typeof clusterOf>[0]>['rbac']

const MARIAH = person('mariah')
/** Mariah asks for pods in `shop`. */
const pods = (rbac: Rbac = [], more: Refusal = {}) =>
  refused('list core/pods', {
    user: MARIAH,
    namespace: 'shop',
    cluster: clusterOf({ rbac }),
    ...more,
  })
/** … and an administrator asks for her. */
const byAdmin = (rbac: Rbac, more: Refusal = {}) => pods(rbac, { asker: ADMIN, ...more })

const start = (what: string, where: string, who = 'mariah') =>
  `you are logged in as ${who}, and no rule allows ${what} ${where}.`
const SHOP = start('list on pods', 'in the namespace shop')
const GRANT =
  'kubectl create role pods-list --verb=list --resource=pods -n shop && kubectl create rolebinding mariah-pods-list --role=pods-list --user=mariah -n shop'
const nothing = [`${SHOP} An administrator grants it.`, GRANT] as const

const reader = role('shop', 'reader', [rule('list core/pods')])
const forMaria = roleBinding('shop', 'read', 'Role/reader', user('maria'))
const joining = (text: string, command: string) =>
  [`${SHOP} ${text}`, `kubectl set subject ${command}`] as const
const MARIA = joining(
  'The binding read is for maria. If mariah was meant, add that.',
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

const CASES: readonly Case<RefusedFacts>[] = [
  ['no rule in a namespace', pods(), ...nothing],
  ['another error', pods([], { error: badRequest('no') })],
  ['nobody, who is told otherwise', pods([], { user: person('system:anonymous') })],
  [
    'refused by admission, for another reason',
    pods([
      clusterRole('r', [rule('list core/pods')]),
      clusterRoleBinding('r', 'r', user('mariah')),
    ]),
  ],
  [
    'no rule in the whole cluster',
    pods([], { namespace: '' }),
    `${start('list on pods', 'in the whole cluster')} An administrator grants it.`,
    'kubectl create clusterrole pods-list --verb=list --resource=pods && kubectl create clusterrolebinding mariah-pods-list --clusterrole=pods-list --user=mariah',
  ],
  [
    'a subresource, of a group',
    refused('update apps/deployments/scale', { namespace: 'shop', user: person('a:b') }),
    `${start('update on deployments/scale', 'in the namespace shop', 'a:b')} An administrator grants it.`,
    'kubectl create role deployments-scale-update --verb=update --resource=deployments.apps/scale -n shop && kubectl create rolebinding b-deployments-scale-update --role=deployments-scale-update --user=a:b -n shop',
  ],
  [
    'a path',
    refused('get /metrics/slis/'),
    'you are logged in as john, and no rule allows get on the path /metrics/slis/. An administrator grants it.',
    'kubectl create clusterrole metrics-slis-get --verb=get --non-resource-url=/metrics/slis/ && kubectl create clusterrolebinding john-metrics-slis-get --clusterrole=metrics-slis-get --user=john',
  ],
  [
    'the path that has no name',
    refused('get /'),
    'you are logged in as john, and no rule allows get on the path /. An administrator grants it.',
    'kubectl create clusterrole root-get --verb=get --non-resource-url=/ && kubectl create clusterrolebinding john-root-get --clusterrole=root-get --user=john',
  ],
  [
    'a service account',
    pods([], { user: person('system:serviceaccount:shop:till') }),
    `${start('list on pods', 'in the namespace shop', 'system:serviceaccount:shop:till')} An administrator grants it.`,
    'kubectl create role pods-list --verb=list --resource=pods -n shop && kubectl create rolebinding till-pods-list --role=pods-list --serviceaccount=shop:till -n shop',
  ],
  [
    'the role is there already',
    pods([role('shop', 'pods-list', [rule('list core/pods')])]),
    `${SHOP} An administrator grants it.`,
    'kubectl create rolebinding mariah-pods-list --role=pods-list --user=mariah -n shop',
  ],
  [
    'a role of that name is for something else',
    pods([role('shop', 'pods-list', [rule('list core/secrets')])]),
    `${SHOP} An administrator grants it.`,
    'kubectl create role mariah-pods-list --verb=list --resource=pods -n shop && kubectl create rolebinding mariah-pods-list --role=mariah-pods-list --user=mariah -n shop',
  ],
  [
    'a role of that name in another namespace is none',
    pods([role('b', 'pods-list', [])]),
    ...nothing,
  ],

  // a binding for somebody who is nearly called so
  ['is told to who may read it', byAdmin([reader, forMaria]), ...MARIA],
  ['is not told to who may not', pods([reader, forMaria]), ...nothing],
  [
    'is told to who may list the bindings of the namespace',
    pods([reader, forMaria, ...lister('rolebindings', 'shop')], READER),
    ...MARIA,
  ],
  [
    'not to who may list those of another',
    pods([reader, forMaria, ...lister('rolebindings', 'b')], READER),
    ...nothing,
  ],
  [
    'nor to who may list those of the cluster alone',
    pods([reader, forMaria, ...lister('clusterrolebindings')], READER),
    ...nothing,
  ],
  [
    'one of the cluster',
    byAdmin([
      clusterRole('r', [rule('list core/pods')]),
      clusterRoleBinding('read all', 'r', user('maria')),
    ]),
    ...joining(
      'The binding read all is for maria. If mariah was meant, add that.',
      "clusterrolebinding 'read all' --user=mariah",
    ),
  ],
  [
    'one of the cluster, to who may list those',
    pods(
      [
        clusterRole('r', [rule('list core/pods')]),
        clusterRoleBinding('read', 'r', user('maria')),
        ...lister('clusterrolebindings'),
      ],
      READER,
    ),
    ...joining(
      'The binding read is for maria. If mariah was meant, add that.',
      'clusterrolebinding read --user=mariah',
    ),
  ],
  [
    'one that does not allow what was asked',
    byAdmin([role('shop', 'reader', [rule('get core/pods')]), forMaria]),
    ...nothing,
  ],
  ['one without a role', byAdmin([forMaria]), ...nothing],
  [
    'one that does not help is passed over for one that does',
    byAdmin([
      roleBinding('shop', 'a', 'Role/approver', user('marian')),
      role('shop', 'approver', [rule('approve core/pods')]),
      reader,
      forMaria,
    ]),
    ...MARIA,
  ],
  [
    'one of another namespace does not count here',
    byAdmin([
      role('b', 'reader', [rule('list core/pods')]),
      roleBinding('b', 'read', 'Role/reader', user('maria')),
    ]),
    ...nothing,
  ],
  [
    'nor where the whole cluster is asked for',
    byAdmin([reader, forMaria], { namespace: '' }),
    `${start('list on pods', 'in the whole cluster')} An administrator grants it.`,
    'kubectl create clusterrole pods-list --verb=list --resource=pods && kubectl create clusterrolebinding mariah-pods-list --clusterrole=pods-list --user=mariah',
  ],
  [
    'one for a group',
    byAdmin([reader, roleBinding('shop', 'read', 'Role/reader', group('maria'))]),
    ...nothing,
  ],
  [
    "one of the system's own",
    byAdmin([reader, roleBinding('shop', 'read', 'Role/reader', user('system:maria'))], {
      user: person('system:mariah'),
    }),
    `${start('list on pods', 'in the namespace shop', 'system:mariah')} An administrator grants it.`,
    'kubectl create role pods-list --verb=list --resource=pods -n shop && kubectl create rolebinding mariah-pods-list --role=pods-list --user=system:mariah -n shop',
  ],
  [
    'a user who has a binding somewhere is spelt well enough',
    byAdmin([reader, forMaria, roleBinding('b', 'own', 'Role/x', user('mariah'))]),
    ...nothing,
  ],
  [
    'one for somebody who is called otherwise',
    byAdmin([reader, roleBinding('shop', 'read', 'Role/reader', user('zoe'))]),
    ...nothing,
  ],
  [
    'the first of two that are as near',
    byAdmin([
      reader,
      roleBinding('shop', 'first', 'Role/reader', user('mariaa')),
      roleBinding('shop', 'second', 'Role/reader', user('mariab')),
    ]),
    ...joining(
      'The binding first is for mariaa. If mariah was meant, add that.',
      'rolebinding first --user=mariah -n shop',
    ),
  ],

  // a binding of one's own that leads nowhere
  [
    'its role is in no namespace',
    pods([roleBinding('shop', 'lost', 'Role/gone', user('mariah'))]),
    `${SHOP} The binding lost points to the Role gone, which is not there. An administrator makes it.`,
    'kubectl create role gone --verb=list --resource=pods -n shop',
    SAME,
  ],
  [
    'its role is in others',
    byAdmin([
      roleBinding('shop', 'lost', 'Role/gone', user('mariah')),
      role('b', 'gone', []),
      role('c', 'gone', []),
    ]),
    `${SHOP} The binding lost points to the Role gone, which is not there; there is one of that name in b, c. An administrator makes it.`,
    'kubectl create role gone --verb=list --resource=pods -n shop',
    SAME,
  ],
  [
    'of which only those are told that one may see',
    pods(
      [
        roleBinding('shop', 'lost', 'Role/gone', user('mariah')),
        role('b', 'gone', []),
        role('c', 'gone', []),
        ...lister('roles', 'c'),
      ],
      READER,
    ),
    `${SHOP} The binding lost points to the Role gone, which is not there; there is one of that name in c. An administrator makes it.`,
    'kubectl create role gone --verb=list --resource=pods -n shop',
    SAME,
  ],
  [
    'its role is a ClusterRole',
    byAdmin([
      roleBinding('shop', 'lost', 'ClusterRole/gone', user('mariah')),
      role('b', 'gone', []),
    ]),
    `${SHOP} The binding lost points to the ClusterRole gone, which is not there. An administrator makes it.`,
    'kubectl create clusterrole gone --verb=list --resource=pods',
  ],
  [
    'its role is there, but for something else',
    pods([roleBinding('shop', 'own', 'Role/r', user('mariah')), role('shop', 'r', [])]),
    ...nothing,
  ],
  [
    'it is in another namespace',
    pods([roleBinding('b', 'lost', 'Role/gone', user('mariah'))]),
    ...nothing,
  ],
  [
    'it is for a group of that name',
    pods([roleBinding('shop', 'lost', 'Role/gone', group('mariah'))]),
    ...nothing,
  ],
  [
    "it is somebody else's",
    pods([roleBinding('shop', 'lost', 'Role/gone', user('zoe'))]),
    ...nothing,
  ],

  [
    'what is allowed in another namespace',
    pods([
      role('b', 'r', [rule('list core/pods')]),
      roleBinding('b', 'own', 'Role/r', user('mariah')),
    ]),
    `${SHOP} It is allowed in the namespace b: ask there, with -n b. Or an administrator grants it here.`,
    GRANT,
  ],

  [
    'a namespace that is not there, for who may not list them',
    pods([], { namespace: 'shp' }),
    `${start('list on pods', 'in the namespace shp')} An administrator grants it.`,
    GRANT.replaceAll('-n shop', '-n shp'),
  ],
  [
    'for who may',
    byAdmin([], { namespace: 'shpo' }),
    `${start('list on pods', 'in the namespace shpo')} There is no namespace shpo, but there is one called shop.`,
  ],
  [
    'like none',
    byAdmin([], { namespace: 'nowhere' }),
    `${start('list on pods', 'in the namespace nowhere')} There is no namespace nowhere.`,
  ],

  // a binding for a user that is called as a group of the one who asks
  [
    'is told to who may read it',
    byAdmin([reader, roleBinding('shop', 'read', 'Role/reader', user('devs'))], {
      user: person('mariah', 'devs'),
    }),
    `${SHOP} The binding read is for a user devs, which is a group of yours. An administrator binds the group.`,
    'kubectl set subject rolebinding read --group=devs -n shop',
  ],
  [
    'also one of the cluster',
    byAdmin(
      [
        clusterRole('r', [rule('list core/pods')]),
        clusterRoleBinding('all', 'r', user('zoe'), user('devs')),
      ],
      { user: person('mariah', 'ops', 'devs') },
    ),
    `${SHOP} The binding all is for a user devs, which is a group of yours. An administrator binds the group.`,
    'kubectl set subject clusterrolebinding all --group=devs',
  ],
  [
    'is not told to who may not',
    pods([reader, roleBinding('shop', 'read', 'Role/reader', user('devs'))], {
      user: person('mariah', 'devs'),
    }),
    ...nothing,
  ],
  [
    'nor one that does not allow what was asked',
    byAdmin(
      [
        role('shop', 'reader', [rule('get core/pods')]),
        roleBinding('shop', 'read', 'Role/reader', user('devs')),
      ],
      { user: person('mariah', 'devs') },
    ),
    ...nothing,
  ],
]

/** Whoever asks for another one is told that, and is not logged in as that. */
tells(
  noRule,
  'rbac',
  CASES.map(([what, facts, text, ...more]) =>
    facts.asker.name === facts.user.name
      ? [what, facts, text, ...more]
      : [what, facts, text?.replace('you are logged in as', 'you act as'), ...more],
  ),
)
