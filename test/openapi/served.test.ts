/**
 * Published OpenAPI documents, compared with the routes in both directions and with the OpenAPI
 * Initiative's schemas.
 */
import { buffer as bytesOf } from 'node:stream/consumers'
import { Validator } from '@seriousme/openapi-schema-validator'
import t from 'tap'
import { discoveredRoutes } from '../fixtures/routes.ts'
import { type Answer, answerOf, startServer, type TestServer } from '../fixtures/server.ts'
import { METHODS } from './document.ts'
import { openapi, operations } from './loaded.ts'

const everything = {
  runtimeConfig: { 'api/alpha': true, 'api/beta': true },
  featureGates: { AllAlpha: true, AllBeta: true },
}
/** Serves the newest release, which has nearly everything in the document. */
const lab: TestServer = await startServer(t, { ...everything, kubernetesVersion: 'v1.37.0' })
const labs: readonly TestServer[] = [
  lab,
  // has everything that later releases removed
  await startServer(t, { ...everything, kubernetesVersion: 'v1.34.9' }),
]

/** Fills in a path template, with the name of an object that does not exist. */
const concrete = (template: string) =>
  template
    .replace('{namespace}', 'default')
    .replace('{group}', 'certificates.k8s.io')
    .replace('{version}', 'v1')
    .replaceAll(/\{\w+\}/g, 'nobody')

/** Returns the response; for a stream, only its headers. */
const askOne = async (server: TestServer, method: string, path: string) => {
  const message = await server.open(method, path)
  if (message.statusCode === 200 && message.headers['content-length'] === undefined) {
    message.destroy()
    return answerOf(200, message.headers, Buffer.alloc(0))
  }
  return answerOf(message.statusCode!, message.headers, await bytesOf(message))
}

/** Whether a route exists, that is, path and method are known; the object need not exist. */
const isServed = ({ code, text }: Answer) => {
  if (code === 405) return false
  return code !== 404 || JSON.parse(text.startsWith('{') ? text : '{}').details?.name === 'nobody'
}

/** Returns the first response of a server that has the path, otherwise the last response. */
const ask = async (method: string, path: string) => {
  let reply: Answer | undefined
  for (const server of labs) {
    reply = await askOne(server, method, path)
    if (reply.code === 405 || isServed(reply)) break
  }
  return reply!
}

/** Sends requests in order; returns those with unexpected responses. */
const unexpected = async (
  questions: readonly (readonly [path: string, method: string])[],
  isExpected: (reply: Answer) => boolean,
) => {
  const found: string[] = []
  for (const [path, method] of questions) {
    const reply = await ask(method.toUpperCase(), concrete(path))
    if (!isExpected(reply)) found.push(`${method} ${path}: ${reply.code} ${reply.text}`)
  }
  return found
}

t.test('every operation of the document is served', async (t) => {
  t.ok(operations.length > 250)
  t.same(
    await unexpected(
      operations.map(([path, method]) => [path, method]),
      isServed,
    ),
    [],
  )
})

t.test("a path of the API has only the document's methods", async (t) => {
  // many non-resource endpoints accept every method
  const resources = Object.entries(openapi.paths).filter(([path]) =>
    /^\/(api\/v1|apis\/[^/]+\/[^/]+)\/[^/]/.test(path),
  )
  const others = resources.flatMap(([path, item]) =>
    METHODS.filter((method) => item[method] === undefined).map((method) => [path, method] as const),
  )
  t.ok(others.length > 300)
  t.same(await unexpected(others, ({ code }) => code === 405), [])
})

t.test('the document has exactly the API operations that discovery lists', async (t) => {
  const described = operations.map(([path, method]) => `${method} ${path}`)
  const all: string[] = []
  for (const server of labs) {
    const { roots, routes } = await discoveredRoutes(server)
    all.push(...routes, ...roots.map((root) => `get ${root}/`))
  }
  const own = described.filter((route) => /^\w+ \/(api\/v1|apis\/[^/]+\/[^/]+)\//.test(route))
  t.same(own.toSorted(), [...new Set(all)].toSorted())
})

t.test('every path listed by the server is in the document', async (t) => {
  const paths = (await lab.get('/')).body.paths as string[]
  const described = new Set(Object.keys(openapi.paths).map((path) => path.replace(/(.)\/$/, '$1')))
  const lost = paths
    .map((path) => path.replace(/(.)\/$/, '$1'))
    // the document has no paths of single health checks
    .map((path) => path.replace(/^\/(healthz|livez|readyz)\/.*/, '/$1'))
    .filter((path) => !described.has(path))
  t.same(lost, [])
})

t.test('every served document is self-contained and valid', async (t) => {
  const { paths } = JSON.parse((await lab.get('/openapi/v3')).text) as {
    paths: Record<string, { serverRelativeURL: string }>
  }
  const urls = Object.values(paths).map(({ serverRelativeURL }) => serverRelativeURL)
  t.ok(urls.length > 20)
  const validator = new Validator()
  const wrong: unknown[] = []
  for (const url of [...urls, '/openapi/v2']) {
    const { body: json, text } = await lab.get(url)
    const { valid, errors } = await validator.validate(json)
    const components = new Map<string, Record<string, unknown>>(
      Object.entries(json.components ?? {}),
    )
    const lost = [...text.matchAll(/"\$ref":"#\/components\/([^/"]+)\/([^"]+)"/g)].filter(
      ([, section = '', name = '']) => components.get(section)?.[name] === undefined,
    )
    if (!valid || lost.length > 0 || text.includes('x-csrlab-')) wrong.push([url, errors, lost])
  }
  t.same(wrong, [])
})
