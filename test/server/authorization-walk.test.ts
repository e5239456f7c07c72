/** Requests every route and verb as users without permissions. */
import t from 'tap'
import { discoveredRoutes } from '../fixtures/routes.ts'
import { type Call, startServer, type TestServer } from '../fixtures/server.ts'

/** Returns all requests that discovery lists, and a watch for each GET. */
const everyRequest = async (cluster: TestServer) => {
  const { routes } = await discoveredRoutes(cluster)
  const watches = routes.filter((route) => route.startsWith('get '))
  return [...routes, ...watches.map((route) => `${route}?watch=true`)].map((route) => {
    const [method = '', path = ''] = route.split(' ')
    return {
      method: method.toUpperCase(),
      path: path.replace('{namespace}', 'default').replace('{name}', 'x'),
    }
  })
}

/** allowed by the role system:basic-user, which every authenticated user has */
const ABOUT_ONESELF = [
  'POST /apis/authentication.k8s.io/v1/selfsubjectreviews',
  'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
  'POST /apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
]

const WHO = [
  ['a user without a role', { as: { user: 'nobody' } }, ABOUT_ONESELF],
  ['anonymous', { anonymous: true }, []],
] as const

t.test('users without permissions may only ask about themselves', async (t) => {
  const runtimeConfig = { 'certificates.k8s.io/v1alpha1': true }
  const cluster = await startServer(t, { runtimeConfig })
  const requests = await everyRequest(cluster)
  t.ok(requests.length > 200, `${requests.length} requests`)
  for (const [name, who, granted] of WHO) {
    const passed: string[] = []
    const odd: string[] = []
    for (const { method, path } of requests) {
      const { code: status, body } = await cluster.request(method, path, {
        ...who,
        ...(method === 'GET' ? {} : { body: {} }),
      })
      if (status !== 403) passed.push(`${method} ${path}`)
      else if (body.reason !== 'Forbidden') odd.push(`${method} ${path}`)
    }
    t.same(new Set(passed), new Set(granted), `permitted for ${name}`)
    t.same(odd, [], `denied to ${name} without the reason Forbidden`)
  }
})

t.test('paths are denied, except those that the default policy allows', async (t) => {
  const cluster = await startServer(t)
  const { body } = await cluster.get('/')
  const paths: string[] = [
    '/',
    '/metrics',
    '/debug/pprof',
    '/logs/',
    '/.well-known/x',
    ...body.paths,
  ]
  t.ok(paths.length > 20)
  const open = async (who: Call) => {
    const found: string[] = []
    for (const path of paths) {
      if ((await cluster.code(path, who)) !== 403) found.push(path)
    }
    return found
  }
  const isPublic = (path: string) => /^\/(healthz|livez|readyz|version)$/.test(path)
  const isDiscovery = (path: string) => isPublic(path) || /^\/(apis?|openapi)(\/|$)/.test(path)
  t.same(await open({ anonymous: true }), paths.filter(isPublic))
  t.same(await open({ as: { user: 'nobody' } }), paths.filter(isDiscovery))
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    const { code: status } = await cluster.request(method, '/version', { as: { user: 'nobody' } })
    t.equal(status, 403, `${method} is not a read`)
  }
})

t.test('users without permissions get no tokens, and cannot impersonate anybody', async (t) => {
  const cluster = await startServer(t)
  const account = `/api/v1/namespaces/default/serviceaccounts/default/token`
  t.equal((await cluster.post(account, {}, { as: { user: 'nobody' } })).code, 403)
  const { code: status } = await cluster.get('/version', { token: 'made.up' })
  t.equal(status, 401)
  const impersonated = await cluster.get('/api/v1/pods', { anonymous: true, as: { user: 'x' } })
  t.equal(impersonated.code, 403)
  t.match(
    impersonated.body.message,
    /User "system:anonymous" cannot impersonate-on:user-info:list resource "pods"/,
  )
})
