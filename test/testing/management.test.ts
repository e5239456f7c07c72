import { readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'
import t from 'tap'
import { parse } from 'yaml'
import { startHost } from '../hosting/host.ts'
import { grant } from '../fixtures/grants.ts'
import { startServer } from '../fixtures/server.ts'

const DOCUMENT = readFileSync(
  new URL('../../docs/management.openapi.yaml', import.meta.url),
  'utf8',
)

interface Overview {
  readonly features: readonly { readonly name: string; readonly requests: readonly string[] }[]
}

t.test('the management API describes itself', async (t) => {
  const server = await startServer(t)
  const { code, body, headers } = await server.get('/csrlab/v1')
  t.equal(code, 200)
  t.equal(headers['content-type'], 'application/json')
  const { features } = body as Overview
  t.match(features, [{ name: 'clock' }])
  t.same((await server.get('/csrlab/v1/')).body, body)

  const document = await server.get('/csrlab/v1/openapi.yaml')
  t.equal(document.headers['content-type'], 'application/yaml')
  t.equal(document.text, DOCUMENT)
  const { paths } = parse(DOCUMENT) as { paths: Record<string, Record<string, unknown>> }
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter((key) => key !== 'parameters')
      .map((method) => `${method.toUpperCase()} ${path}`),
  )
  // all paths, including those of a host
  const { host } = await startHost(t)
  const whole = (await host.inject('GET', '/csrlab/v1')).body as unknown as Overview
  t.same(whole.features.slice(0, features.length), features)
  const served = whole.features.flatMap(({ requests }) => requests)
  t.same(
    described.toSorted(),
    ['GET /csrlab/v1', 'GET /csrlab/v1/openapi.yaml', ...served].toSorted(),
    'exactly these requests are described',
  )
  for (const { name, requests } of whole.features)
    t.ok(
      requests.every((request) => request.split(' ')[1]!.split('/')[3] === name),
      `the paths of ${name} start with its name`,
    )
})

t.test('the document is valid OpenAPI', async (t) => {
  const { valid, errors } = await new Validator().validate(parse(DOCUMENT))
  t.ok(valid, { errors })
})

t.test('unknown paths below /csrlab/v1 get a Status', async (t) => {
  const server = await startServer(t)
  const unknown = await server.get('/csrlab/v1/clocks')
  t.equal(unknown.code, 404)
  t.match(unknown.body, {
    kind: 'Status',
    reason: 'NotFound',
    message: 'there is no /csrlab/v1/clocks; GET /csrlab/v1 lists all paths',
  })
  const wrong = await server.delete('/csrlab/v1/clock')
  t.equal(wrong.code, 405)
  t.equal(wrong.body.reason, 'MethodNotAllowed')
  t.equal((await server.request('HEAD', '/csrlab/v1/clock')).code, 200)
  t.equal(await server.code('/csrlab/v1//clock'), 404)
  t.equal((await server.get('/csrlab/v2')).text, '404 page not found\n')
})

t.test('users need permission for each path', async (t) => {
  const server = await startServer(t)
  const jane = { as: { user: 'jane', groups: ['system:authenticated'] } }
  const refused = await server.get('/csrlab/v1/clock', jane)
  t.equal(refused.code, 403)
  t.equal(refused.body.message, 'forbidden: User "jane" cannot get path "/csrlab/v1/clock"')
  t.equal(await server.code('/csrlab/v1/clock', { anonymous: true }), 403)
  await grant(server, 'jane', { nonResourceURLs: ['/csrlab/v1/clock'], verbs: ['get'] })
  t.equal(await server.code('/csrlab/v1/clock', jane), 200)
  t.equal(
    (await server.post('/csrlab/v1/clock', {}, jane)).code,
    403,
    'permission for one verb does not allow others',
  )
})

t.test('without the management API, its paths are unknown, as on a real cluster', async (t) => {
  const server = await startServer(t, { management: false })
  for (const path of ['', '/', '/clock', '/openapi.yaml', '/elsewhere']) {
    const { code, text } = await server.get(`/csrlab/v1${path}`)
    t.equal(code, 404, path)
    t.equal(text, '404 page not found\n', path)
  }
  const { body } = await server.get('/')
  const managed = await startServer(t)
  t.same((await managed.get('/')).body, body, 'the list of paths is the same')
})
