/**
 * Nothing is accessible without permission: requests every route and verb as users without
 * permissions.
 */
import t from 'tap'
import { type Call, startServer, type TestServer } from '../fixtures/server.ts'

interface ApiResource {
  readonly name: string
  readonly namespaced: boolean
  readonly verbs: readonly string[]
}

const METHOD_OF: Readonly<Record<string, string>> = {
  get: 'GET',
  list: 'GET',
  watch: 'GET',
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETE',
}
const ON_COLLECTION = new Set(['list', 'watch', 'create', 'deletecollection'])

interface Asked {
  readonly method: string
  readonly path: string
}

/** Every request for one verb of a resource. `root`: `/api/v1`. */
const requestsFor = (root: string, { name, namespaced }: ApiResource, verb: string): Asked[] => {
  const method = METHOD_OF[verb]
  if (method === undefined) throw new Error(`${root}/${name} has the unknown verb ${verb}`)
  const [resource = '', subresource] = name.split('/')
  const scope = namespaced ? `${root}/namespaces/default` : root
  const collection = `${scope}/${resource}`
  if (subresource !== undefined) return [{ method, path: `${collection}/x/${subresource}` }]
  if (!ON_COLLECTION.has(verb)) return [{ method, path: `${collection}/x` }]
  if (verb === 'watch') {
    const old = collection.replace(root, `${root}/watch`)
    return [
      { method, path: `${collection}?watch=true` },
      { method, path: old },
      { method, path: `${old}/x` },
      ...(namespaced ? [{ method, path: `${root}/watch/${resource}` }] : []),
    ]
  }
  const everywhere = verb === 'list' && namespaced
  return [
    { method, path: collection },
    ...(everywhere ? [{ method, path: `${root}/${resource}` }] : []),
  ]
}

/** All requests that discovery documents announce. */
const everyRequest = async (cluster: TestServer) => {
  const { body: groups } = await cluster.get('/apis')
  const roots = ['/api/v1']
  for (const { versions } of groups.groups) {
    for (const { groupVersion } of versions) roots.push(`/apis/${groupVersion}`)
  }
  const requests: Asked[] = []
  for (const root of roots) {
    const { body } = await cluster.get(root)
    for (const resource of body.resources as ApiResource[]) {
      for (const verb of resource.verbs) requests.push(...requestsFor(root, resource, verb))
    }
  }
  return requests
}

/** Permissions of system:basic-user, which every authenticated user has. */
const ABOUT_ONESELF = [
  'POST /apis/authentication.k8s.io/v1/selfsubjectreviews',
  'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
  'POST /apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
]

const WHO: readonly [string, Call, readonly string[]][] = [
  ['a user without a role', { as: { user: 'nobody' } }, ABOUT_ONESELF],
  ['anonymous', { anonymous: true }, []],
]

t.test('every verb of every resource is denied to users without permissions', async (t) => {
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
    t.same(passed.sort(), granted, `permitted for ${name}`)
    t.same(odd, [], `denied to ${name} with another status`)
  }
})

t.test('every other path is denied too, except those that the default policy allows', async (t) => {
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

t.test('users without permissions cannot impersonate anybody either', async (t) => {
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
