import t from 'tap'
import type { KubeObject } from '../../../src/apimachinery/meta.ts'
import { rbacAuthorizer } from '../../../src/apiserver/authz/rbac.ts'
import { RbacIndex } from '../../../src/apiserver/authz/rbac-index.ts'
import {
  account,
  clusterRole,
  clusterRoleBinding,
  group,
  person,
  question,
  role,
  roleBinding,
  rule,
  user,
} from './builders.ts'

const authorizerOf = (...objects: KubeObject[]) => {
  const index = new RbacIndex()
  for (const object of objects) index.set(object)
  return rbacAuthorizer(index)
}

const jane = person('jane', 'devs', 'system:authenticated')

t.test('a rule allows what it names and nothing else', async (t) => {
  for (const [decision, ...cases] of [
    [
      'allow',
      ['get core/pods', 'get core/pods p'],
      ['get core/pods', 'get core/pods'],
      ['get core/pods/log', 'get core/pods/log p'],
      ['get core/*', 'get core/pods/log p'],
      ['get core/*', 'get core/pods p'],
      ['get core/*/log', 'get core/pods/log p'],
      ['* core/pods', 'approve core/pods p'],
      ['get */pods', 'get anything.example.com/pods p'],
      ['get core/pods a,b', 'get core/pods b'],
      ['list core/pods a', 'list core/pods a'],
      ['get /version', 'get /version'],
      ['get /api/*', 'get /api/v1'],
      ['get /api/**', 'get /api/v1'],
      ['get *', 'get /anything'],
    ],
    [
      'no-opinion',
      ['get core/pods', 'list core/pods'],
      ['get core/pods', 'get apps/pods p'],
      ['get core/pods', 'get core/secrets p'],
      ['get core/pods', 'get core/pods/log p'],
      ['get core/pods/log', 'get core/pods p'],
      ['get core/*/log', 'get core/pods/exec p'],
      ['get core/*/log', 'get core/pods p'],
      ['get core/*/log', 'get core/log p'],
      ['get core/*/', 'get core/pods p'],
      ['get core/pods a,b', 'get core/pods c'],
      ['list core/pods a', 'list core/pods'],
      ['get core/pods *', 'get core/pods p'],
      ['get /version', 'post /version'],
      ['get /version', 'get /version/'],
      ['get /api/*', 'get /api'],
      ['get /a*c', 'get /abc'],
      ['get *', 'get core/pods p'],
      ['* */*', 'get /anything'],
    ],
  ] as const)
    for (const [words, asked] of cases) {
      const authorizer = authorizerOf(
        clusterRole('r', [rule(words)]),
        clusterRoleBinding('b', 'r', user('jane')),
      )
      const told = authorizer.authorize(question(jane, asked))
      t.equal(told.decision, decision, `"${words}" on "${asked}"`)
    }
})

t.test(
  'a user has the roles bound to its name, to its groups or to its service account',
  async (t) => {
    const rules = [rule('get core/pods')]
    const robot = person('system:serviceaccount:shop:robot', 'system:serviceaccounts')
    const ask = (asker: typeof jane, binding: KubeObject) =>
      authorizerOf(clusterRole('r', rules), role('shop', 'r', rules), binding).authorize(
        question(asker, 'get core/pods', { namespace: 'shop' }),
      )

    for (const [asker, binding, reason] of [
      [
        jane,
        clusterRoleBinding('b', 'r', user('eve'), group('devs')),
        'RBAC: allowed by ClusterRoleBinding "b" of ClusterRole "r" to Group "devs"',
      ],
      [
        jane,
        roleBinding('shop', 'b', 'Role/r', user('jane')),
        'RBAC: allowed by RoleBinding "b/shop" of Role "r" to User "jane"',
      ],
      [
        robot,
        roleBinding('shop', 'b', 'ClusterRole/r', account('robot')),
        'RBAC: allowed by RoleBinding "b/shop" of ClusterRole "r" to ServiceAccount "robot/shop"',
      ],
      [
        robot,
        clusterRoleBinding('b', 'r', account('robot', 'shop')),
        'RBAC: allowed by ClusterRoleBinding "b" of ClusterRole "r" to ServiceAccount "robot/shop"',
      ],
    ] as const)
      t.strictSame(ask(asker, binding), { decision: 'allow', reason })
    for (const [asker, binding] of [
      [jane, clusterRoleBinding('b', 'r', user('devs'), group('jane'))],
      [jane, roleBinding('other', 'b', 'ClusterRole/r', user('jane'))],
      [robot, clusterRoleBinding('b', 'r', account('robot', 'other'))],
      [robot, clusterRoleBinding('b', 'r', account('robot'))],
      // an account without a namespace does not match the user without a name
      [person('', 'x'), clusterRoleBinding('b', 'r', account('robot'))],
    ] as const)
      t.strictSame(ask(asker, binding), { decision: 'no-opinion', reason: '' })
  },
)

t.test(
  'the reason names the alphabetically first binding and its first matching subject',
  async (t) => {
    const authorizer = authorizerOf(
      clusterRole('r', [rule('get core/pods')]),
      clusterRoleBinding('b', 'r', group('system:authenticated'), group('devs'), user('jane')),
      clusterRoleBinding('z', 'r', user('bob')),
      clusterRoleBinding('c', 'r', user('bob')),
      clusterRoleBinding('y', 'r', user('bob')),
    )
    t.match(authorizer.authorize(question(jane, 'get core/pods')), {
      reason: /to Group "system:authenticated"$/,
    })
    t.match(authorizer.authorize(question(person('bob'), 'get core/pods')), {
      reason: /by ClusterRoleBinding "c"/,
    })
  },
)

t.test(
  'a role bound in a namespace grants nothing outside the namespace, and no paths',
  async (t) => {
    const authorizer = authorizerOf(
      clusterRole('r', [rule('get core/pods'), rule('get /metrics')]),
      roleBinding('shop', 'b', 'ClusterRole/r', user('jane')),
    )
    const ask = (words: string, namespace: string) =>
      authorizer.authorize(question(jane, words, { namespace })).decision
    t.equal(ask('get core/pods', 'shop'), 'allow')
    t.equal(ask('get core/pods', 'other'), 'no-opinion')
    t.equal(ask('get core/pods', ''), 'no-opinion')
    t.equal(ask('get /metrics', ''), 'no-opinion')
  },
)

t.test(
  'bindings to missing roles are reported if no other binding allows the request',
  async (t) => {
    const bindings = [
      clusterRoleBinding('a', 'gone', user('jane')),
      clusterRoleBinding('b', 'gone', group('devs')),
      roleBinding('shop', 'c', 'Role/lost', user('jane')),
    ]
    const pods = question(jane, 'get core/pods', { namespace: 'shop' })
    t.strictSame(authorizerOf(bindings[0]!, bindings[1]!).authorize(pods), {
      decision: 'no-opinion',
      reason: 'RBAC: clusterrole.rbac.authorization.k8s.io "gone" not found',
    })
    t.strictSame(authorizerOf(...bindings).authorize(pods), {
      decision: 'no-opinion',
      reason:
        'RBAC: [clusterrole.rbac.authorization.k8s.io "gone" not found, ' +
        'role.rbac.authorization.k8s.io "lost" not found]',
    })
    const allowed = authorizerOf(
      ...bindings,
      clusterRole('r', [rule('get core/pods')]),
      clusterRoleBinding('z', 'r', user('jane')),
    )
    t.equal(allowed.authorize(pods).decision, 'allow')
  },
)

t.test('decisions follow changes of roles and bindings at once', async (t) => {
  const index = new RbacIndex()
  const authorizer = rbacAuthorizer(index)
  const may = (words: string, asker = jane) =>
    authorizer.authorize(question(asker, words, { namespace: 'shop' })).decision === 'allow'
  index.set(clusterRole('r', [rule('get core/pods')]))
  index.set(clusterRoleBinding('b', 'r', user('jane'), group('ops')))
  t.ok(may('get core/pods'))

  index.set(clusterRole('r', [rule('get core/secrets')]))
  t.notOk(may('get core/pods'), 'a changed role applies at once')
  t.ok(may('get core/secrets'))

  index.set(clusterRoleBinding('b', 'r', group('ops')))
  t.notOk(may('get core/secrets'), 'a removed subject has lost its permission')
  t.ok(may('get core/secrets', person('bob', 'ops')))

  index.remove('ClusterRoleBinding', '', 'b')
  t.notOk(may('get core/secrets', person('bob', 'ops')))
  index.remove('ClusterRoleBinding', '', 'b')

  index.set(role('shop', 'r', [rule('list core/pods')]))
  index.set(role('shop2', 's', []))
  t.same([index.roleNames(''), index.roleNames('shop')], [['r'], ['r']])
  index.set(roleBinding('shop', 'b', 'Role/r', user('jane')))
  t.ok(may('list core/pods'))
  index.remove('Role', 'shop', 'r')
  t.notOk(may('list core/pods'))
  index.set(role('shop', 'r', [rule('list core/pods')]))
  t.ok(may('list core/pods'), 'a recreated role is found by its binding')
  index.remove('RoleBinding', 'shop', 'b')
  t.notOk(may('list core/pods'))

  index.set(clusterRoleBinding('b', 'r', user('jane')))
  index.remove('ClusterRole', '', 'r')
  t.notOk(may('get core/secrets'))
})

t.test("names of JavaScript's built-in properties are ordinary names", async (t) => {
  const authorizer = authorizerOf(
    clusterRole('__proto__', [rule('get core/pods')]),
    clusterRoleBinding('constructor', '__proto__', user('__proto__'), group('toString')),
  )
  const ask = (asker: typeof jane) =>
    authorizer.authorize(question(asker, 'get core/pods')).decision
  t.equal(ask(person('__proto__')), 'allow')
  t.equal(ask(person('x', 'toString')), 'allow')
  t.equal(ask(person('constructor', 'hasOwnProperty')), 'no-opinion')
})

t.test('rules are listed once per binding, cluster-wide ones first', async (t) => {
  const pods = rule('get core/pods')
  const paths = rule('get /metrics')
  const local = rule('list core/pods')
  const authorizer = authorizerOf(
    clusterRole('r', [pods, paths]),
    role('shop', 'r', [local]),
    clusterRoleBinding('b', 'r', user('jane'), group('devs'), group('system:authenticated')),
    clusterRoleBinding('c', 'gone', group('devs')),
    roleBinding('shop', 'b', 'Role/r', group('devs')),
    roleBinding('other', 'b', 'ClusterRole/r', user('jane')),
  )
  const rulesIn = (namespace: string) => authorizer.rulesFor(jane, namespace).rules
  t.strictSame(rulesIn('shop'), [pods, paths, local])
  t.strictSame(rulesIn(''), [pods, paths])
  t.strictSame(authorizer.rulesFor(jane, '').errors, [
    'clusterrole.rbac.authorization.k8s.io "gone" not found',
  ])
  t.strictSame(authorizer.rulesFor(person('x', 'devs', 'devs'), '').rules, [pods, paths])
})

t.test('a subject is known by kind and name, until its last binding is removed', async (t) => {
  const index = new RbacIndex()
  const one = clusterRoleBinding('one', 'r', user('jane'), group('devs'))
  const two = roleBinding('shop', 'two', 'Role/r', user('jane'))
  for (const object of [one, two]) index.set(object)
  t.ok(index.isSubject('User', 'jane') && index.isSubject('Group', 'devs'))
  t.notOk(index.isSubject('Group', 'jane') || index.isSubject('User', 'devs'))
  index.remove('ClusterRoleBinding', '', 'one')
  t.ok(index.isSubject('User', 'jane'))
  t.notOk(index.isSubject('Group', 'devs'))
  t.same(
    Array.from(index.bindings(), ({ name }) => name),
    ['two'],
  )
  index.remove('RoleBinding', 'shop', 'two')
  t.notOk(index.isSubject('User', 'jane'))
})
