/** openapi.yaml against the routes of a server that serves all it can, in both directions. */
import t from 'tap'
import { type Lab, type Reply, replyOf, startLab } from '../http/lab.ts'
import { METHODS, openapi, operations } from './document.ts'

const lab: Lab = await startLab(t, { runtimeConfig: { 'api/alpha': true, 'api/beta': true } })

/** A path with names in it that nothing has. */
const concrete = (template: string): string =>
  template
    .replace('{namespace}', 'default')
    .replace('{group}', 'certificates.k8s.io')
    .replace('{version}', 'v1')
    .replaceAll(/\{\w+\}/g, 'nobody')

/** The answer; of a stream only its head. */
const ask = async (method: string, path: string): Promise<Reply> => {
  const message = await lab.open(method, path)
  if (message.statusCode === 200 && message.headers['content-length'] === undefined) {
    message.destroy()
    return replyOf(200, message.headers, Buffer.alloc(0))
  }
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return replyOf(message.statusCode!, message.headers, Buffer.concat(chunks))
}

/** Whether there is such a route: it lacks neither the path nor the method, at most an object of that name. */
const isServed = ({ code, text }: Reply): boolean => {
  if (code === 405) return false
  return code !== 404 || JSON.parse(text.startsWith('{') ? text : '{}').details?.name === 'nobody'
}

void t.test('every operation of the document is served', async (t) => {
  t.ok(operations.length > 250)
  for (const [path, method] of operations) {
    const reply = await ask(method.toUpperCase(), concrete(path))
    t.ok(isServed(reply), `${method} ${path}: ${reply.code} ${reply.text}`)
  }
})

void t.test('a path of the API has no other methods than those of the document', async (t) => {
  for (const [path, item] of Object.entries(openapi.paths)) {
    // discovery and all that is no resource answer every method alike
    if (!/^\/(api\/v1|apis\/[^/]+\/[^/]+)\/[^/]/.test(path)) continue
    for (const method of METHODS) {
      if (item[method] !== undefined) continue
      const { code } = await ask(method.toUpperCase(), concrete(path))
      t.equal(code, 405, `${method} ${path}`)
    }
  }
})

const METHOD_OF: Readonly<Record<string, readonly [method: string, where: 'item' | 'collection']>> =
  {
    get: ['get', 'item'],
    list: ['get', 'collection'],
    create: ['post', 'collection'],
    update: ['put', 'item'],
    patch: ['patch', 'item'],
    delete: ['delete', 'item'],
    deletecollection: ['delete', 'collection'],
  }

interface Discovered {
  readonly name: string
  readonly namespaced: boolean
  readonly verbs: readonly string[]
}

/** `METHOD PATH` of each route of a resource, or of a subresource, that discovery names. */
const routesOf = (root: string, { name, namespaced, verbs }: Discovered): string[] => {
  const [resource, subresource] = name.split('/')
  const scope = namespaced ? '/namespaces/{namespace}' : ''
  const tail = subresource === undefined ? '' : `/${subresource}`
  const collection = `${root}${scope}/${resource}`
  const routes = verbs.flatMap((verb) => {
    if (verb === 'watch') {
      const watched = `${root}/watch${scope}/${resource}`
      return [`get ${watched}`, `get ${watched}/{name}`]
    }
    const [method, where] = METHOD_OF[verb]!
    // what is created through a subresource is created at an object
    const isItem = where === 'item' || subresource !== undefined
    return [`${method} ${collection}${isItem ? `/{name}${tail}` : ''}`]
  })
  if (!namespaced || !verbs.includes('list')) return routes
  return [...routes, `get ${root}/${resource}`, `get ${root}/watch/${resource}`]
}

void t.test('every resource that discovery names is in the document', async (t) => {
  const { groups } = (await lab.get('/apis')).json
  const roots = [
    '/api/v1',
    ...groups.flatMap(({ versions }: { versions: { groupVersion: string }[] }) =>
      versions.map(({ groupVersion }) => `/apis/${groupVersion}`),
    ),
  ]
  const described = new Set(operations.map(([path, method]) => `${method} ${path}`))
  const routes: string[] = []
  for (const root of roots) {
    t.ok(described.has(`get ${root}/`), root)
    const { resources } = (await lab.get(root)).json
    routes.push(...resources.flatMap((resource: Discovered) => routesOf(root, resource)))
  }
  t.same(
    routes.filter((route) => !described.has(route)),
    [],
    'each route has its operation',
  )
  const own = [...described].filter((route) => /^\w+ \/(api\/v1|apis\/[^/]+\/[^/]+)\/./.test(route))
  t.same(new Set(own), new Set(routes), 'and each operation its route')
})

void t.test('every path that the server lists is in the document', async (t) => {
  const paths = (await lab.get('/')).json.paths as string[]
  const described = new Set(Object.keys(openapi.paths).map((path) => path.replace(/(.)\/$/, '$1')))
  const lost = paths
    .map((path) => path.replace(/(.)\/$/, '$1'))
    // the checks of an endpoint, by name
    .map((path) => path.replace(/^\/(healthz|livez|readyz)\/.*/, '/$1'))
    .filter((path) => !described.has(path))
  t.same(lost, [])
})
