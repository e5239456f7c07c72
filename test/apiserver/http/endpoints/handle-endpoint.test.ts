import t from 'tap'
import { ENDPOINTS } from '../../../../src/apiserver/http/endpoints/table.ts'
import { startServer } from '../../../fixtures/server.ts'

const lab = await startServer(t)

/** Returns `200`, or the code and the kind of body (Status, page or empty), as in `405 Status`. */
const ask = async (method: string, path: string) => {
  const message = await lab.open(method, path)
  const text = (await message.toArray()).join('')
  if (message.statusCode === 200) return '200'
  const kind = text === '' ? 'empty' : text.startsWith('{') ? 'Status' : 'page'
  return `${message.statusCode} ${kind}`
}

const answers = async (asked: readonly (readonly [method: string, path: string])[]) => {
  const found: Record<string, string> = {}
  for (const [method, path] of asked) found[`${method} ${path}`] = await ask(method, path)
  return found
}

t.test('the table of endpoints has no duplicates', async (t) => {
  const paths = ENDPOINTS.map(({ path }) => path)
  t.equal(new Set(paths).size, paths.length)
})

t.test('routes accept only GET; a trailing slash is ignored, longer paths get 404', async (t) => {
  const routes = ENDPOINTS.flatMap(({ path, produces }) => (produces === undefined ? [] : [path]))
  t.same(routes.toSorted(), [
    '/.well-known/openid-configuration',
    '/api',
    '/openid/v1/jwks',
    '/version',
  ])
  for (const path of [...routes, '/api/v1', '/apis/apps/v1']) {
    t.same(
      await answers([
        ['GET', path],
        ['GET', `${path}/`],
        ['POST', path],
        ['POST', `${path}/`],
      ]),
      {
        [`GET ${path}`]: '200',
        [`GET ${path}/`]: '200',
        [`POST ${path}`]: '405 Status',
        [`POST ${path}/`]: '405 Status',
      },
    )
  }
  for (const path of routes) t.equal(await ask('GET', `${path}/more`), '404 Status', path)
})

t.test('the mux accepts any method, but only literal paths', async (t) => {
  const paths = ['/', '/index.html', '/healthz', '/livez/ping', '/readyz', '/metrics']
  for (const path of [...paths, '/metrics/slis', '/openapi/v2', '/openapi/v3']) {
    t.same(
      await answers([
        ['GET', path],
        ['PUT', path],
      ]),
      { [`GET ${path}`]: '200', [`PUT ${path}`]: '200' },
    )
    if (path !== '/' && path !== '/openapi/v3') {
      t.equal(await ask('GET', `${path}/`), '404 page', path)
    }
  }
})

t.test(
  'the paths listed at / are sorted, without duplicates; all but /openapi/v3/ exist',
  async (t) => {
    const { paths } = (await lab.get('/')).body as { paths: string[] }
    t.same(paths, [...new Set(paths)].toSorted())
    for (const path of ['/api', '/api/v1', '/apis', '/apis/', '/apis/apps', '/livez/ping']) {
      t.ok(paths.includes(path), path)
    }
    for (const path of ['/', '/index.html', '/healthz/', '/csrlab/backup']) {
      t.notOk(paths.includes(path), path)
    }
    const found = await answers(paths.map((path) => ['GET', path] as const))
    t.same(
      Object.entries(found).filter(([, answer]) => answer !== '200'),
      [['GET /openapi/v3/', '404 empty']],
    )
  },
)
