import t from 'tap'
import { StatusError } from '../../../../src/apimachinery/status.ts'
import type { UserInfo } from '../../../../src/apimachinery/user.ts'
import type { RequestedUser } from '../../../../src/apiserver/http/filters/impersonation/headers.ts'
import type { Attributes, Authorizer } from '../../../../src/apiserver/authz/authorizer.ts'
import { constrainedImpersonation } from '../../../../src/apiserver/http/filters/impersonation/constrained.ts'

const NODE_KEY = 'authentication.kubernetes.io/node-name'
const ROBOT = 'system:serviceaccount:shop:robot'

const user = (name: string, extra: UserInfo['extra'] = {}): UserInfo => ({
  name,
  groups: ['system:authenticated'],
  extra,
})

const wanted = (name: string, more: Partial<RequestedUser> = {}): RequestedUser => ({
  name,
  uid: '',
  groups: [],
  extra: {},
  ...more,
})

const listPods = (asker: UserInfo, more: Partial<Attributes> = {}): Attributes => ({
  user: asker,
  verb: 'list',
  resourceRequest: true,
  path: '/api/v1/namespaces/shop/pods',
  namespace: 'shop',
  apiGroup: '',
  apiVersion: 'v1',
  resource: 'pods',
  subresource: '',
  name: '',
  ...more,
})

const inShort = ({ verb, resource, subresource, name }: Attributes) =>
  [verb, subresource === '' ? resource : `${resource}/${subresource}`, name].join(' ').trimEnd()

/**
 * Impersonation where only the actions in `may` are allowed; `asked` records the requests to
 * the authorizer in short form.
 */
const lab = (...may: string[]) => {
  const allowed = new Set(may)
  const asked: string[] = []
  const authorizer: Authorizer = {
    authorize: (attributes) => {
      const text = inShort(attributes)
      asked.push(text)
      return { decision: allowed.has(text) ? 'allow' : 'no-opinion', reason: '' }
    },
  }
  const impersonation = constrainedImpersonation(authorizer)
  const refusal = (who: RequestedUser, request: Attributes) => {
    try {
      impersonation(who, request)
    } catch (error) {
      if (error instanceof StatusError) return `${error.code} ${error.message}`
      throw error
    }
    throw new Error('it was allowed')
  }
  return { asked, impersonation, refusal }
}

t.test('the request is authorized first, then each part of the impersonated user', async (t) => {
  const needed = [
    'impersonate-on:user-info:list pods',
    'impersonate:user-info users bob',
    'impersonate:user-info uids u1',
    'impersonate:user-info groups devs',
    'impersonate:user-info userextras/example.com/scopes a',
  ]
  const { impersonation, asked } = lab(...needed)
  const bob = wanted('bob', { uid: 'u1', groups: ['devs'], extra: { 'example.com/scopes': ['a'] } })
  t.strictSame(impersonation(bob, listPods(user('jane'))), {
    user: {
      name: 'bob',
      uid: 'u1',
      groups: ['devs', 'system:authenticated'],
      extra: { 'example.com/scopes': ['a'] },
    },
    constraint: 'impersonate:user-info',
  })
  t.strictSame(asked, needed)
})

t.test(
  'if no mode allows the impersonation, the first denial of an applicable mode is reported',
  async (t) => {
    const { refusal, asked } = lab()
    const jane = listPods(user('jane'))
    const cases = [
      [
        wanted('bob'),
        'pods is forbidden: User "jane" cannot impersonate-on:user-info:list resource',
      ],
      [wanted(ROBOT), 'pods is forbidden: User "jane" cannot impersonate-on:serviceaccount:list'],
      [
        wanted('system:node:n1'),
        'pods is forbidden: User "jane" cannot impersonate-on:arbitrary-node:list',
      ],
      [
        wanted('system:node:N_1'),
        'pods is forbidden: User "jane" cannot impersonate-on:user-info:list',
      ],
      // the modes for service accounts and nodes allow no groups
      [
        wanted(ROBOT, { groups: ['devs'] }),
        'serviceaccounts "robot" is forbidden: User "jane" cannot impersonate resource "serviceaccounts" in API group ""',
      ],
      [
        wanted('system:node:n1', { groups: ['system:nodes'] }),
        'users "system:node:n1" is forbidden: User "jane" cannot impersonate resource "users" in API group ""',
      ],
    ] as const
    for (const [who, text] of cases) t.match(refusal(who, jane), `403 ${text}`)
    t.match(
      refusal(wanted('bob'), {
        ...jane,
        resourceRequest: false,
        verb: 'get',
        path: '/healthz',
        resource: '',
      }),
      '403 forbidden: User "jane" cannot impersonate-on:user-info:get path "/healthz"',
    )
    t.match(asked, ['impersonate-on:user-info:list pods', 'impersonate users bob'])
  },
)

t.test('four or more checks of a kind are first tried as one wildcard check', async (t) => {
  const may = ['impersonate-on:user-info:list pods', 'impersonate:user-info users bob']
  const groups = ['a', 'b', 'c', 'd']
  const all = lab(...may, 'impersonate:user-info groups *')
  all.impersonation(wanted('bob', { groups }), listPods(user('jane')))
  t.strictSame(all.asked.slice(2), ['impersonate:user-info groups *'])

  const each = lab(...may, ...groups.map((group) => `impersonate:user-info groups ${group}`))
  each.impersonation(wanted('bob', { groups }), listPods(user('jane')))
  t.equal(each.asked.length, 2 + 1 + 4)

  const extra = { 'example.com/a': ['1', '2'], 'example.com/b': ['3', '4'] }
  const extras = lab(...may, 'impersonate:user-info userextras/* *')
  extras.impersonation(wanted('bob', { extra }), listPods(user('jane')))
  t.strictSame(extras.asked.slice(2), ['impersonate:user-info userextras/* *'])
})

t.test('a service account may impersonate its own node, and no other', async (t) => {
  const may = ['impersonate-on:associated-node:list pods', 'impersonate:associated-node nodes *']
  const { impersonation, refusal, asked } = lab(...may)
  const on = (node: string) => listPods(user(ROBOT, { [NODE_KEY]: [node] }))
  for (const node of ['n1', 'n2']) {
    t.strictSame(impersonation(wanted(`system:node:${node}`), on(node)), {
      user: {
        name: `system:node:${node}`,
        groups: ['system:nodes', 'system:authenticated'],
        extra: {},
      },
      constraint: 'impersonate:associated-node',
    })
  }
  t.strictSame(asked, [...may, ...may])
  t.match(refusal(wanted('system:node:n2'), on('n1')), 'impersonate-on:arbitrary-node:list')
})

t.test('the last successful mode is tried first, and its denial is reported', async (t) => {
  const { impersonation, refusal, asked } = lab('impersonate users bob')
  const jane = listPods(user('jane'))
  impersonation(wanted('bob'), jane)
  asked.length = 0
  impersonation(wanted('bob'), jane)
  t.strictSame(asked, ['impersonate users bob'])
  t.match(
    refusal(wanted('amy'), jane),
    '403 users "amy" is forbidden: User "jane" cannot impersonate',
  )
  t.match(
    refusal(wanted('amy'), listPods(user('joe'))),
    'impersonate-on:user-info:list',
    'the last mode is cached per requesting user',
  )
})
