import assert from 'node:assert/strict'
import t from 'tap'
import { rbacEscalation } from '../../../src/apiserver/admission/rbac-escalation.ts'
import type { KubeObject } from '../../../src/apimachinery/meta.ts'
import type { ClusterRole } from '../../../src/apis/rbac.ts'
import { StatusError, type Status } from '../../../src/apimachinery/status.ts'
import type { UserInfo } from '../../../src/apimachinery/user.ts'
import { atOnce } from '../../../src/apimachinery/turns.ts'
import { aggregationChange } from '../../../src/apiserver/authz/aggregation.ts'
import { rbacAuthorizer } from '../../../src/apiserver/authz/rbac.ts'
import { RbacIndex } from '../../../src/apiserver/authz/rbac-index.ts'
import {
  clusterRole,
  clusterRoleBinding,
  group,
  person,
  question,
  role,
  roleBinding,
  rule,
  user,
} from '../authz/builders.ts'
import { fc, forAll } from '../../fixtures/property.ts'
import { contextOf } from '../../resources/context.ts'

class Cluster {
  readonly index = new RbacIndex()
  readonly authorizer = rbacAuthorizer(this.index)
  readonly #plugin = rbacEscalation({ authorizer: this.authorizer, roles: this.index })

  constructor(...objects: KubeObject[]) {
    for (const object of objects) this.index.set(object)
  }

  /** undefined if the write is allowed */
  write(object: KubeObject, oldObject?: KubeObject, asker = rob): Status | undefined {
    try {
      const result = this.#plugin.mutate?.({
        context: contextOf(asker),
        operation: oldObject === undefined ? 'CREATE' : 'UPDATE',
        resource: { group: 'rbac.authorization.k8s.io', resource: `${object.kind.toLowerCase()}s` },
        kind: object.kind,
        subresource: '',
        namespace: object.metadata.namespace ?? '',
        name: object.metadata.name ?? '',
        object,
        oldObject,
      })
      if (result !== undefined) throw new Error('the plugin has changed the object')
      return undefined
    } catch (error) {
      if (error instanceof StatusError) return error.status
      throw error
    }
  }

  may(object: KubeObject, oldObject?: KubeObject, asker = rob): boolean {
    const status = this.write(object, oldObject, asker)
    if (status !== undefined) assert.equal(status.code, 403)
    return status === undefined
  }
}

const rob = person('rob', 'devs', 'system:authenticated')
const toRob = (name: string, ...rules: string[]): KubeObject[] => [
  clusterRole(name, rules.map(rule)),
  clusterRoleBinding(name, name, user('rob')),
]
const FORBIDDEN =
  'is forbidden: user "rob" (groups=["devs" "system:authenticated"]) is attempting to grant'

t.test("a role may contain only its writer's permissions; the error lists the rest", async (t) => {
  const cluster = new Cluster(...toRob('own', 'get,list core/pods'))
  t.ok(cluster.may(clusterRole('x', [rule('get core/pods')])))
  t.ok(cluster.may(role('shop', 'x', [rule('list core/pods a')])))
  t.ok(cluster.may(clusterRole('x', [])))

  const big = clusterRole('big', [
    rule('create,approve certificates.k8s.io/certificatesigningrequests'),
    rule('* */*'),
    rule('get core/pods'),
  ])
  t.strictSame(cluster.write(big), {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message:
      `clusterroles.rbac.authorization.k8s.io "big" ${FORBIDDEN} RBAC permissions not currently held:\n` +
      '{APIGroups:["*"], Resources:["*"], Verbs:["*"]}\n' +
      '{APIGroups:["certificates.k8s.io"], Resources:["certificatesigningrequests"], Verbs:["create" "approve"]}',
    reason: 'Forbidden',
    details: { name: 'big', group: 'rbac.authorization.k8s.io', kind: 'clusterroles' },
    code: 403,
  })
  t.match(cluster.write(role('shop', 'r', [rule('watch core/pods')])), {
    code: 403,
    message: /^roles\.rbac\.authorization\.k8s\.io "r" is forbidden: /,
  })
})

t.test('for a rule of millions of permissions, the error lists some', async (t) => {
  const cluster = new Cluster(...toRob('own', 'get,list core/pods'))
  const list = (prefix: string, length: number) => Array.from({ length }, (_, i) => `${prefix}${i}`)
  const huge = {
    verbs: list('v', 500),
    apiGroups: [''],
    resources: list('r', 500),
    resourceNames: list('n', 20),
  }
  const told = (rules: ClusterRole['rules']) => {
    const { message = '' } = cluster.write(clusterRole('huge', rules ?? [])) ?? {}
    return message.split('\n').slice(1)
  }
  const many = told([huge])
  t.ok(many.join('\n').length < 100_000)
  t.match(many[0], /^\{APIGroups:\[""\], Resources:\["r0"\], ResourceNames:\["n0"\], Verbs:\["v0" /)
  t.equal(many.at(-1), '...')
  const long = 'x'.repeat(50_000)
  const wide = told([{ verbs: ['get'], apiGroups: [''], resources: [`a${long}`, `b${long}`] }])
  t.same(
    wide.map((line) => line.slice(0, 30)),
    ['{APIGroups:[""], Resources:["a', '...'],
  )
  t.equal(
    told([{ ...huge, verbs: ['get'], resources: ['r'] }])
      .at(-1)
      ?.slice(0, 11),
    '{APIGroups:',
  )
})

t.test('permissions in a namespace may be granted in that namespace only', async (t) => {
  const cluster = new Cluster(
    role('shop', 'own', [rule('get core/pods')]),
    roleBinding('shop', 'own', 'Role/own', user('rob')),
  )
  t.ok(cluster.may(role('shop', 'x', [rule('get core/pods')])))
  t.notOk(cluster.may(role('other', 'x', [rule('get core/pods')])))
  t.notOk(cluster.may(clusterRole('x', [rule('get core/pods')])))
})

t.test('escalate allows any rules; limited to a role name, it allows no new role', async (t) => {
  const all = [rule('* */*')]
  const free = new Cluster(...toRob('e', 'escalate rbac.authorization.k8s.io/clusterroles'))
  t.ok(free.may(clusterRole('x', all)))
  t.notOk(free.may(role('shop', 'x', all)), 'the permission is for clusterroles')

  const named = new Cluster(...toRob('e', 'escalate rbac.authorization.k8s.io/clusterroles x'))
  t.notOk(named.may(clusterRole('x', all)))
  t.ok(named.may(clusterRole('x', all), clusterRole('x', [])))
  t.notOk(named.may(clusterRole('y', all), clusterRole('y', [])))
})

t.test('members of system:masters are exempt', async (t) => {
  const root = person('root', 'system:masters')
  t.ok(new Cluster().may(clusterRole('x', [rule('* */*')]), undefined, root))
  t.ok(new Cluster().may(clusterRoleBinding('b', 'not-there', user('eve')), undefined, root))
})

t.test('writing or removing an aggregationRule requires full permissions', async (t) => {
  const gathers = (name: string): ClusterRole => ({
    ...clusterRole(name, []),
    aggregationRule: { clusterRoleSelectors: [{}] },
  })
  const cluster = new Cluster(...toRob('own', '* */pods'))
  const refusal = {
    code: 403,
    message:
      'clusterroles.rbac.authorization.k8s.io "g" is forbidden: must have cluster-admin privileges to use the aggregationRule',
  }
  t.match(cluster.write(gathers('g')), refusal)
  t.match(
    cluster.write(clusterRole('g', []), gathers('g')),
    refusal,
    'the aggregationRule cannot be removed either',
  )
  const admin = new Cluster(...toRob('own', '* */*', '* *'))
  t.ok(admin.may(gathers('g')))
})

t.test("a binding may grant its writer's permissions, or roles the writer may bind", async (t) => {
  const roles = [clusterRole('small', [rule('get core/pods')]), clusterRole('big', [rule('* */*')])]
  const cluster = new Cluster(...roles, ...toRob('own', 'get core/pods'))
  t.ok(cluster.may(clusterRoleBinding('b', 'small', user('eve'))))
  t.match(cluster.write(clusterRoleBinding('b', 'big', user('rob'))), {
    code: 403,
    message: `clusterrolebindings.rbac.authorization.k8s.io "b" ${FORBIDDEN} RBAC permissions not currently held:\n{APIGroups:["*"], Resources:["*"], Verbs:["*"]}`,
  })

  const binder = new Cluster(
    ...roles,
    ...toRob('bind', 'bind rbac.authorization.k8s.io/clusterroles big'),
  )
  t.ok(binder.may(clusterRoleBinding('b', 'big', user('eve'))))
  t.ok(binder.may(roleBinding('shop', 'b', 'ClusterRole/big', user('eve'))))
  t.notOk(binder.may(clusterRoleBinding('b', 'small', user('eve'))))

  const local = new Cluster(
    ...roles,
    role('shop', 'bind', [rule('bind rbac.authorization.k8s.io/clusterroles')]),
    roleBinding('shop', 'bind', 'Role/bind', user('rob')),
  )
  t.ok(local.may(roleBinding('shop', 'b', 'ClusterRole/big', user('eve'))))
  t.notOk(local.may(roleBinding('other', 'b', 'ClusterRole/big', user('eve'))))
  t.notOk(local.may(clusterRoleBinding('b', 'big', user('eve'))))
})

t.test("a binding with a missing or invalid role gets the real server's error", async (t) => {
  const cluster = new Cluster()
  const cases = [
    [
      clusterRoleBinding('b', 'no-such-role', user('rob')),
      404,
      'clusterrolebindings.rbac.authorization.k8s.io "no-such-role" not found',
    ],
    [
      roleBinding('shop', 'b', 'Role/r', user('rob')),
      404,
      'rolebindings.rbac.authorization.k8s.io "r" not found',
    ],
    [roleBinding('shop', 'b', 'Foo/r', user('rob')), 500, 'unsupported role reference kind: "Foo"'],
    [clusterRoleBinding('b', '', user('rob')), 400, 'Name parameter required.'],
    [
      clusterRoleBinding('b', 'a%b', user('rob')),
      400,
      `Name parameter invalid: "a%b": may not contain '%'`,
    ],
    [
      {
        ...clusterRoleBinding('b', 'r'),
        roleRef: { apiGroup: '', kind: 'Role', name: 'r' },
      } as KubeObject,
      400,
      'Namespace parameter required.',
    ],
  ] as const
  for (const [object, code, message] of cases) t.match(cluster.write(object), { code, message })
})

t.test('changes of finalizers and managed fields alone need no permissions', async (t) => {
  const cluster = new Cluster()
  const big = clusterRole('big', [rule('* */*')])
  const collected = {
    ...big,
    metadata: { ...big.metadata, finalizers: ['a/b'], managedFields: [] },
  }
  t.ok(cluster.may(collected, big))
  t.ok(cluster.may(big, big))
  const labelled = { ...big, metadata: { ...big.metadata, labels: { to: 'admin' } } }
  t.notOk(cluster.may(labelled, big))
  const binding = clusterRoleBinding('b', 'big', user('eve'))
  t.ok(cluster.may({ ...binding }, binding))
})

t.test("a rejection also lists the nonexistent roles in the writer's bindings", async (t) => {
  const cluster = new Cluster(
    clusterRoleBinding('a', 'gone', user('rob')),
    clusterRoleBinding('b', 'lost', group('devs')),
  )
  const status = cluster.write(clusterRole('x', [rule('get core/pods')]))
  t.match(
    status?.message,
    '; resolution errors: [[clusterroles.rbac.authorization.k8s.io "gone" not found, clusterroles.rbac.authorization.k8s.io "lost" not found]]',
  )
})

t.test('resources outside the RBAC group are ignored', async (t) => {
  const plugin = rbacEscalation({
    authorizer: new Cluster().authorizer,
    roles: new Cluster().index,
  })
  const object = clusterRole('x', [rule('* */*')])
  const result = plugin.mutate?.({
    context: contextOf(rob),
    operation: 'CREATE',
    resource: { group: 'example.com', resource: 'clusterroles' },
    kind: 'ClusterRole',
    subresource: '',
    namespace: '',
    name: 'x',
    object,
    oldObject: undefined,
  })
  t.equal(result, undefined)
})

// Values for the random trials: so few that rules often cover each other.
const VERBS = ['get', 'get', 'list', '*']
const THINGS = [
  'core/pods',
  'core/pods',
  'core/pods/log',
  'core/*/log',
  'core/*',
  'apps/pods',
  '*/pods',
  '*/*',
]
const PATHS = ['/a', '/a/b', '/a*', '*']
const NAMES = ['', '', 'n', 'm', 'n,m']
const NAMESPACES = ['one', 'two']
const ROLE_NAMES = ['r0', 'r1', 'r2', 'r3', 'r4']
const LABELS = [{}, { to: 'gatherer' }]

const ruleOf = (verbs: readonly string[], things: readonly string[], names: readonly string[]) =>
  fc
    .tuple(fc.constantFrom(...verbs), fc.constantFrom(...things), fc.constantFrom(...names))
    .map((words) => rule(words.join(' ').trim()))

/** Rules that never grant escalate or bind: in the API group `*`, they allow only get or list. */
const onResources = fc.oneof(
  ruleOf(
    VERBS,
    THINGS.filter((thing) => !thing.startsWith('*')),
    NAMES,
  ),
  ruleOf(
    ['get', 'list'],
    THINGS.filter((thing) => thing.startsWith('*')),
    NAMES,
  ),
)
const onAnything = fc.oneof(onResources, onResources, onResources, ruleOf(VERBS, PATHS, ['']))
const few = (rules: typeof onAnything) => fc.array(rules, { minLength: 1, maxLength: 2 })

const namespaces = fc.constantFrom(...NAMESPACES)
const roleNames = fc.constantFrom(...ROLE_NAMES)

const anyRole: fc.Arbitrary<KubeObject> = fc.oneof(
  fc
    .tuple(roleNames, few(onAnything), fc.constantFrom(...LABELS))
    .map(([name, rules, labels]) => clusterRole(name, rules, labels)),
  fc
    .tuple(namespaces, roleNames, few(onResources))
    .map(([namespace, name, rules]) => role(namespace, name, rules)),
)

const anyBinding = (...users: string[]): fc.Arbitrary<KubeObject> => {
  const parts = [
    fc.nat(5).map((n) => `b${n}`),
    fc.constantFrom(...users).map(user),
    fc.constantFrom([], [], [group('all')]),
  ] as const
  const kinds = fc.constantFrom('Role', 'ClusterRole')
  return fc.oneof(
    fc
      .tuple(roleNames, ...parts)
      .map(([bound, name, one, all]) => clusterRoleBinding(name, bound, one, ...all)),
    fc
      .tuple(namespaces, kinds, roleNames, ...parts)
      .map(([namespace, kind, bound, name, one, all]) =>
        roleBinding(namespace, name, `${kind}/${bound}`, one, ...all),
      ),
  )
}

const keyOf = ({ kind, metadata }: KubeObject) =>
  `${kind} ${metadata.namespace ?? ''}/${metadata.name}`

const questionsOf = (asker: UserInfo) => {
  const verbs = ['get', 'list', 'watch']
  const things = [
    'core/pods',
    'core/pods/log',
    'core/pods/exec',
    'core/x',
    'core/x/log',
    'apps/pods',
    'apps/x/log',
  ]
  const resources = things.flatMap((thing) =>
    ['', ...NAMESPACES].flatMap((namespace) =>
      ['', 'n', 'm'].map((name) => ({ thing, namespace, name })),
    ),
  )
  return verbs.flatMap((verb) => [
    ...resources.map(({ thing, namespace, name }) =>
      question(asker, `${verb} ${thing}`, { namespace, name }),
    ),
    ...['/a', '/a/b', '/ab', '/c'].map((path) => question(asker, `${verb} ${path}`)),
  ])
}

const attackers = [person('eve', 'all'), person('mallory', 'all')]

/** The administrators' roles and bindings (some for the attackers), and the attackers' writes. */
const attempts = fc.record({
  roles: fc.array(anyRole, { maxLength: 5 }),
  bindings: fc.array(anyBinding('eve', 'mallory', 'bob'), { maxLength: 4 }),
  own: few(onAnything),
  steps: fc.array(
    fc.record({
      attacker: fc.constantFrom(...attackers),
      object: fc.oneof(anyRole, anyBinding('eve', 'mallory')),
      /** whether to delete the object if it exists, instead of writing it; everyone may delete */
      deletes: fc.constantFrom(false, false, false, false, true),
    }),
    { maxLength: 160 },
  ),
})

t.test(
  'without escalate and bind, users gain only permissions that one of them already had',
  async (t) => {
    let accepted = 0
    let refused = 0
    await forAll(t, attempts, { numRuns: 150 }, ({ roles, bindings, own, steps }) => {
      const stored = new Map<string, KubeObject>()
      const cluster = new Cluster()
      const put = (object: KubeObject) => {
        stored.set(keyOf(object), object)
        cluster.index.set(object)
      }
      const gatherer: ClusterRole = {
        ...clusterRole('gatherer', []),
        aggregationRule: { clusterRoleSelectors: [{ matchLabels: { to: 'gatherer' } }] },
      }
      const aggregate = () => {
        const rolesNow = [...stored.values()].filter(
          ({ kind }) => kind === 'ClusterRole',
        ) as ClusterRole[]
        const current = stored.get(keyOf(gatherer)) as ClusterRole
        const rules = atOnce(aggregationChange(current, rolesNow))
        if (rules !== undefined) put({ ...current, rules } as KubeObject)
      }
      for (const object of [gatherer, ...roles, ...bindings]) put(object)
      put(clusterRoleBinding('gatherer', 'gatherer', user('bob')))
      put(clusterRole('own', own))
      put(clusterRoleBinding('own', 'own', user('eve')))
      aggregate()

      const held = () =>
        new Set(
          attackers.flatMap((attacker) =>
            questionsOf(attacker)
              .filter((asked) => cluster.authorizer.authorize(asked).decision === 'allow')
              .map(({ user: _, ...asked }) => JSON.stringify(asked)),
          ),
        )
      const before = held()

      for (const { attacker, object, deletes } of steps) {
        const old = stored.get(keyOf(object))
        if (old !== undefined && deletes) {
          stored.delete(keyOf(old))
          const { namespace = '', name = '' } = old.metadata
          cluster.index.remove(old.kind, namespace, name)
        } else if (cluster.write(object, old, attacker) === undefined) {
          accepted++
          put(object)
          aggregate()
          assert.deepEqual(
            [...held()].filter((asked) => !before.has(asked)),
            [],
            'permissions gained',
          )
        } else refused++
      }
    })
    t.ok(accepted > 500, `${accepted} writes were accepted`)
    t.ok(refused > 500, `${refused} writes were rejected`)
  },
)
