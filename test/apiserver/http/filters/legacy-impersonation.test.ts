import t from 'tap'
import { wantedUser } from '../../../../src/apiserver/http/filters/impersonation/headers.ts'
import { type Attributes, NO_ATTRIBUTES } from '../../../../src/apiserver/authz/authorizer.ts'
import {
  ImpersonationError,
  legacyImpersonation,
} from '../../../../src/apiserver/http/filters/impersonation/legacy.ts'
import { plain } from '../../../fixtures/gadget.ts'

const REQUEST: Attributes = {
  ...NO_ATTRIBUTES,
  user: { name: 'jane', groups: [], extra: {} },
  verb: 'get',
  path: '/version',
}

/** Returns the checked permissions and the user; undefined if nobody is impersonated. */
const impersonationOf = (rawHeaders: readonly string[]) => {
  const wanted = wantedUser(rawHeaders)
  if (wanted === undefined) return undefined
  const checks: object[] = []
  const impersonation = legacyImpersonation({
    authorize: ({ user, verb, resourceRequest, path, ...check }) => {
      t.same([user, verb, resourceRequest, path], [REQUEST.user, 'impersonate', true, ''])
      checks.push(check)
      return { decision: 'allow', reason: '' }
    },
  })
  return { ...impersonation(wanted, REQUEST), checks }
}

const core = (resource: string, name: string, namespace = '') => ({
  apiGroup: '',
  apiVersion: 'v1',
  namespace,
  resource,
  subresource: '',
  name,
})
const authentication = (resource: string, name: string, subresource = '') => ({
  apiGroup: 'authentication.k8s.io',
  apiVersion: 'v1',
  namespace: '',
  resource,
  subresource,
  name,
})

t.test('headers that name nothing to impersonate are ignored', async (t) => {
  t.equal(impersonationOf([]), undefined)
  t.equal(impersonationOf(['Accept', '*/*', 'Impersonate-User', '']), undefined)
  t.equal(impersonationOf(['X-Impersonate-User', 'bob']), undefined)
})

t.test('each user, group, uid and extra value to impersonate is authorized', async (t) => {
  t.strictSame(
    plain(
      impersonationOf([
        'Impersonate-User',
        'bob',
        'Impersonate-Group',
        'devs',
        'impersonate-group',
        'ops',
        'Impersonate-Uid',
        'u1',
        'Impersonate-Extra-Scopes',
        'a',
        'Impersonate-Extra-scopes',
        'b',
        'Impersonate-Extra-Example.com%2fKey',
        'c',
        'Impersonate-Extra-bad%zz',
        'd',
      ]),
    ),
    {
      checks: [
        core('users', 'bob'),
        core('groups', 'devs'),
        core('groups', 'ops'),
        authentication('userextras', 'a', 'scopes'),
        authentication('userextras', 'b', 'scopes'),
        authentication('userextras', 'c', 'example.com/key'),
        authentication('userextras', 'd', 'bad%zz'),
        authentication('uids', 'u1'),
      ],
      user: {
        name: 'bob',
        uid: 'u1',
        groups: ['devs', 'ops', 'system:authenticated'],
        extra: { scopes: ['a', 'b'], 'example.com/key': ['c'], 'bad%zz': ['d'] },
      },
    },
  )
})

t.test('an impersonated user gets system:authenticated or system:unauthenticated', async (t) => {
  const groupsOf = (user: string, ...groups: string[]) =>
    impersonationOf([
      'Impersonate-User',
      user,
      ...groups.flatMap((group) => ['Impersonate-Group', group]),
    ])?.user.groups
  t.strictSame(groupsOf('bob'), ['system:authenticated'])
  t.strictSame(groupsOf('bob', 'system:authenticated', 'a'), ['system:authenticated', 'a'])
  t.strictSame(groupsOf('bob', 'system:unauthenticated'), ['system:unauthenticated'])
  t.strictSame(groupsOf('system:anonymous'), ['system:unauthenticated'])
  t.strictSame(groupsOf('system:anonymous', 'a'), ['a', 'system:unauthenticated'])
  t.strictSame(groupsOf('system:anonymous', 'system:unauthenticated'), ['system:unauthenticated'])
  t.strictSame(groupsOf('system:serviceaccount:shop:robot'), [
    'system:serviceaccounts',
    'system:serviceaccounts:shop',
    'system:authenticated',
  ])
  t.strictSame(groupsOf('system:serviceaccount:shop:robot', 'a'), ['a', 'system:authenticated'])
})

t.test('a well-formed service account name is authorized as a service account', async (t) => {
  const checkOf = (user: string) => impersonationOf(['Impersonate-User', user])?.checks[0]
  t.strictSame(
    checkOf('system:serviceaccount:shop:robot'),
    core('serviceaccounts', 'robot', 'shop'),
  )
  for (const user of [
    'system:serviceaccount:shop',
    'system:serviceaccount:shop:robot:x',
    'system:serviceaccount:Shop:robot',
    'system:serviceaccount::robot',
    'system:serviceaccount:shop:',
    'System:serviceaccount:shop:robot',
  ]) {
    t.strictSame(checkOf(user), core('users', user))
  }
})

t.test('groups, uid and extra without a user are listed in the error', async (t) => {
  const headers = 'Impersonate-Group a Impersonate-Uid u Impersonate-Extra-Key x'.split(' ')
  const asked =
    '{Group  a    } {UserExtra  x  authentication.k8s.io/v1  key} {UID  u  authentication.k8s.io/v1  }'
  t.throws(
    () => impersonationOf(headers),
    new ImpersonationError(`requested [${asked}] without impersonating a user`),
  )
})

t.test("names are UTF-8, and JavaScript's property names are ordinary keys", async (t) => {
  const latin = Buffer.from('Jürgen').toString('latin1')
  const impersonation = impersonationOf([
    'Impersonate-User',
    latin,
    'Impersonate-Extra-__proto__',
    'x',
  ])
  t.equal(impersonation?.user.name, 'Jürgen')
  t.strictSame(Object.keys(impersonation?.user.extra ?? {}), ['__proto__'])
})
