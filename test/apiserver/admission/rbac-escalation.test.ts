import t from 'tap'
import { rbacEscalation } from '../../../src/apiserver/admission/rbac-escalation.ts'
import type { KubeObject } from '../../../src/apimachinery/meta.ts'
import type { ClusterRole, Role } from '../../../src/apis/rbac.ts'
import { StatusError, type Status } from '../../../src/apimachinery/status.ts'
import type { UserInfo } from '../../../src/apimachinery/user.ts'
import { atOnce } from '../../../src/apimachinery/turns.ts'
import { aggregationChange } from '../../../src/apiserver/authz/aggregation.ts'
import { RbacAuthorizer } from '../../../src/apiserver/authz/rbac.ts'
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
import { Random } from '../../fixtures/random.ts'
import { contextOf } from '../../resources/context.ts'

class Cluster {
  readonly index = new RbacIndex()
  readonly authorizer = new RbacAuthorizer(this.index)
  readonly #plugin = rbacEscalation({ authorizer: this.authorizer, rules: this.authorizer })

  constructor(...objects: KubeObject[]) {
    for (const object of objects) this.index.set(object)
  }

  /** undefined if the write is allowed */
  write(asker: UserInfo, object: KubeObject, oldObject?: KubeObject): Status | undefined {
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
      if (result !== object) throw new Error('the plugin has changed the object')
      return undefined
    } catch (error) {
      if (error instanceof StatusError) return error.status
      throw error
    }
  }
}

const rob = person('rob', 'devs', 'system:authenticated')
const toRob = (name: string, ...rules: string[]): KubeObject[] => [
  clusterRole(name, rules.map(rule)),
  clusterRoleBinding(name, name, user('rob')),
]
const FORBIDDEN =
  'is forbidden: user "rob" (groups=["devs" "system:authenticated"]) is attempting to grant'

t.test('a role may hold what its writer holds, and the refusal lists the rest', async (t) => {
  const cluster = new Cluster(...toRob('own', 'get,list core/pods'))
  t.equal(cluster.write(rob, clusterRole('x', [rule('get core/pods')])), undefined)
  t.equal(cluster.write(rob, role('shop', 'x', [rule('list core/pods a')])), undefined)
  t.equal(cluster.write(rob, clusterRole('x', [])), undefined)

  const big = clusterRole('big', [
    rule('create,approve certificates.k8s.io/certificatesigningrequests'),
    rule('* */*'),
    rule('get core/pods'),
  ])
  t.strictSame(cluster.write(rob, big), {
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
  t.match(cluster.write(rob, role('shop', 'r', [rule('watch core/pods')])), {
    code: 403,
    message: /^roles\.rbac\.authorization\.k8s\.io "r" is forbidden: /,
  })
})

t.test('of what stands for millions of permissions the refusal tells some', async (t) => {
  const cluster = new Cluster(...toRob('own', 'get,list core/pods'))
  const list = (prefix: string, length: number) => Array.from({ length }, (_, i) => `${prefix}${i}`)
  const huge = {
    verbs: list('v', 500),
    apiGroups: [''],
    resources: list('r', 500),
    resourceNames: list('n', 20),
  }
  const told = (rules: ClusterRole['rules']) => {
    const { message = '' } = cluster.write(rob, clusterRole('huge', rules ?? [])) ?? {}
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

t.test('what is held in a namespace may be granted in that namespace only', async (t) => {
  const cluster = new Cluster(
    role('shop', 'own', [rule('get core/pods')]),
    roleBinding('shop', 'own', 'Role/own', user('rob')),
  )
  t.equal(cluster.write(rob, role('shop', 'x', [rule('get core/pods')])), undefined)
  t.match(cluster.write(rob, role('other', 'x', [rule('get core/pods')])), { code: 403 })
  t.match(cluster.write(rob, clusterRole('x', [rule('get core/pods')])), { code: 403 })
})

t.test(
  'escalate lets a role hold anything; for a new role it must not be limited by name',
  async (t) => {
    const all = [rule('* */*')]
    const free = new Cluster(...toRob('e', 'escalate rbac.authorization.k8s.io/clusterroles'))
    t.equal(free.write(rob, clusterRole('x', all)), undefined)
    t.match(free.write(rob, role('shop', 'x', all)), { code: 403 }, 'that was for clusterroles')

    const named = new Cluster(...toRob('e', 'escalate rbac.authorization.k8s.io/clusterroles x'))
    t.match(named.write(rob, clusterRole('x', all)), { code: 403 })
    t.equal(named.write(rob, clusterRole('x', all), clusterRole('x', [])), undefined)
    t.match(named.write(rob, clusterRole('y', all), clusterRole('y', [])), { code: 403 })
  },
)

t.test('members of system:masters are not asked', async (t) => {
  const root = person('root', 'system:masters')
  t.equal(new Cluster().write(root, clusterRole('x', [rule('* */*')])), undefined)
  t.equal(new Cluster().write(root, clusterRoleBinding('b', 'not-there', user('eve'))), undefined)
})

t.test('gathering the rules of others takes full authority', async (t) => {
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
  t.match(cluster.write(rob, gathers('g')), refusal)
  t.match(
    cluster.write(rob, clusterRole('g', []), gathers('g')),
    refusal,
    'nor may it be taken away',
  )
  const admin = new Cluster(...toRob('own', '* */*', '* *'))
  t.equal(admin.write(rob, gathers('g')), undefined)
})

t.test('a binding may give what its writer holds, or what it may bind', async (t) => {
  const roles = [clusterRole('small', [rule('get core/pods')]), clusterRole('big', [rule('* */*')])]
  const cluster = new Cluster(...roles, ...toRob('own', 'get core/pods'))
  t.equal(cluster.write(rob, clusterRoleBinding('b', 'small', user('eve'))), undefined)
  t.match(cluster.write(rob, clusterRoleBinding('b', 'big', user('rob'))), {
    code: 403,
    message: `clusterrolebindings.rbac.authorization.k8s.io "b" ${FORBIDDEN} RBAC permissions not currently held:\n{APIGroups:["*"], Resources:["*"], Verbs:["*"]}`,
  })

  const binder = new Cluster(
    ...roles,
    ...toRob('bind', 'bind rbac.authorization.k8s.io/clusterroles big'),
  )
  t.equal(binder.write(rob, clusterRoleBinding('b', 'big', user('eve'))), undefined)
  t.equal(binder.write(rob, roleBinding('shop', 'b', 'ClusterRole/big', user('eve'))), undefined)
  t.match(binder.write(rob, clusterRoleBinding('b', 'small', user('eve'))), { code: 403 })

  const local = new Cluster(
    ...roles,
    role('shop', 'bind', [rule('bind rbac.authorization.k8s.io/clusterroles')]),
    roleBinding('shop', 'bind', 'Role/bind', user('rob')),
  )
  t.equal(local.write(rob, roleBinding('shop', 'b', 'ClusterRole/big', user('eve'))), undefined)
  t.match(local.write(rob, roleBinding('other', 'b', 'ClusterRole/big', user('eve'))), {
    code: 403,
  })
  t.match(local.write(rob, clusterRoleBinding('b', 'big', user('eve'))), { code: 403 })
})

t.test(
  'a role that cannot be found is told under the name of the binding’s resource',
  async (t) => {
    const cluster = new Cluster()
    const cases: [object: KubeObject, code: number, message: string][] = [
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
      [
        roleBinding('shop', 'b', 'Foo/r', user('rob')),
        500,
        'unsupported role reference kind: "Foo"',
      ],
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
    ]
    for (const [object, code, message] of cases)
      t.match(cluster.write(rob, object), { code, message })
  },
)

t.test('what the garbage collector changes takes no power', async (t) => {
  const cluster = new Cluster()
  const big = clusterRole('big', [rule('* */*')])
  const collected = {
    ...big,
    metadata: { ...big.metadata, finalizers: ['a/b'], managedFields: [] },
  }
  t.equal(cluster.write(rob, collected, big), undefined)
  t.equal(cluster.write(rob, big, big), undefined)
  const labelled = { ...big, metadata: { ...big.metadata, labels: { to: 'admin' } } }
  t.match(cluster.write(rob, labelled, big), { code: 403 })
  const binding = clusterRoleBinding('b', 'big', user('eve'))
  t.equal(cluster.write(rob, { ...binding }, binding), undefined)
})

t.test('roles that are missing are told with the refusal', async (t) => {
  const cluster = new Cluster(
    clusterRoleBinding('a', 'gone', user('rob')),
    clusterRoleBinding('b', 'lost', group('devs')),
  )
  const status = cluster.write(rob, clusterRole('x', [rule('get core/pods')]))
  t.match(status?.message, /; resolution errors: \[\[/)
  t.match(
    status?.message,
    '; resolution errors: [[clusterroles.rbac.authorization.k8s.io "gone" not found, clusterroles.rbac.authorization.k8s.io "lost" not found]]',
  )
})

t.test('other resources are none of its business', async (t) => {
  const plugin = rbacEscalation({
    authorizer: new Cluster().authorizer,
    rules: new Cluster().authorizer,
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
  t.equal(result, object)
})

// The domain of the random trials, small enough to cover often.
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

/**
 * No rule covers RBAC's own kinds: nobody has escalate or bind, and no rule has `*` verbs on `*`.
 */
const randomRule = (random: Random, paths: boolean) => {
  if (paths && random.chance(4)) return rule(`${random.pick(VERBS)} ${random.pick(PATHS)}`)
  const thing = random.pick(THINGS)
  const verb = random.pick(thing.startsWith('*') ? ['get', 'list'] : VERBS)
  return rule(`${verb} ${thing} ${random.pick(NAMES)}`.trim())
}
const randomRules = (random: Random, paths: boolean) =>
  Array.from({ length: random.chance(4) ? 2 : 1 }, () => randomRule(random, paths))

const randomRole = (random: Random): Role | ClusterRole => {
  const name = random.pick(ROLE_NAMES)
  return random.chance(2)
    ? clusterRole(name, randomRules(random, true), random.pick(LABELS))
    : role(random.pick(NAMESPACES), name, randomRules(random, false))
}

const randomBinding = (random: Random, users: readonly string[]): KubeObject => {
  const subjects = [user(random.pick(users)), ...(random.chance(3) ? [group('all')] : [])]
  const [name, bound] = [`b${random.int(6)}`, random.pick(ROLE_NAMES)]
  if (random.chance(2)) return clusterRoleBinding(name, bound, ...subjects)
  const kind = random.pick(['Role', 'ClusterRole'])
  return roleBinding(random.pick(NAMESPACES), name, `${kind}/${bound}`, ...subjects)
}

const keyOf = ({ kind, metadata }: KubeObject) =>
  `${kind} ${metadata.namespace ?? ''}/${metadata.name}`

/** All possible requests in this domain. */
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

t.test('whoever may neither escalate nor bind never comes to hold what nobody gave', async (t) => {
  let accepted = 0
  let refused = 0
  for (let seed = 0; seed < 150; seed++) {
    const random = new Random(seed)
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
    // administrators grant the attackers some permissions, alone and as a group
    put(gatherer)
    for (let i = 0; i < 5; i++) put(randomRole(random))
    for (let i = 0; i < 4; i++) put(randomBinding(random, ['eve', 'mallory', 'bob']))
    put(clusterRoleBinding('gatherer', 'gatherer', user('bob')))
    put(clusterRole('own', randomRules(random, true)))
    put(clusterRoleBinding('own', 'own', user('eve')))
    aggregate()

    const attackers = [person('eve', 'all'), person('mallory', 'all')]
    const held = () =>
      attackers.map((attacker) =>
        questionsOf(attacker).map(
          (asked) => cluster.authorizer.authorize(asked).decision === 'allow',
        ),
      )
    const together = (of: boolean[][]) => of[0]!.map((_, i) => of.some((one) => one[i]))
    const before = together(held())

    for (let step = 0; step < 80; step++) {
      const attacker = random.pick(attackers)
      const object = random.chance(2)
        ? randomRole(random)
        : randomBinding(random, ['eve', 'mallory'])
      const old = stored.get(keyOf(object))
      if (old !== undefined && random.chance(5)) {
        // deletions are always allowed
        stored.delete(keyOf(old))
        cluster.index.remove(
          old.kind as 'Role',
          old.metadata.namespace ?? '',
          old.metadata.name ?? '',
        )
        continue
      }
      if (cluster.write(attacker, object, old) !== undefined) {
        refused++
        continue
      }
      accepted++
      put(object)
      aggregate()
      const after = together(held())
      const gained = after.findIndex((may, i) => may && !before[i])
      if (gained >= 0) {
        const { verb, resource, subresource, path, namespace, name } =
          questionsOf(attacker)[gained]!
        t.fail(
          `seed ${seed}: gained ${verb} ${path}${resource}/${subresource} "${name}" in "${namespace}"`,
        )
        return
      }
    }
  }
  t.ok(accepted > 500, `${accepted} writes were accepted`)
  t.ok(refused > 500, `${refused} writes were refused`)
})
