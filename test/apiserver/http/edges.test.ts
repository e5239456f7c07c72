import { text as textOf } from 'node:stream/consumers'
import t from 'tap'
import { startServer } from '../../fixtures/server.ts'
import { SECRETS, CSRS } from './paths.ts'
import { arrival } from '../../fixtures/waits.ts'

const lab = await startServer(t)

t.test('there are three kinds of 404', async (t) => {
  const resource = await lab.get(`${CSRS}/nobody`)
  t.equal(resource.code, 404)
  t.match(resource.body, {
    message: 'certificatesigningrequests.certificates.k8s.io "nobody" not found',
    details: { name: 'nobody', group: 'certificates.k8s.io', kind: 'certificatesigningrequests' },
  })
  for (const path of [
    '/apis/certificates.k8s.io/v1/namespaces/default/certificatesigningrequests',
    '/apis/certificates.k8s.io/v1/CertificateSigningRequests',
    '/api/v1/constructor',
    '/api/v1/__proto__',
    `${CSRS}/a/constructor`,
    '/api/v2',
    '/version/x',
    '/openid/v1/jwks/x',
  ]) {
    const reply = await lab.get(path)
    t.equal(reply.code, 404, path)
    t.strictSame(
      reply.body,
      {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: 'the server could not find the requested resource',
        reason: 'NotFound',
        details: {},
        code: 404,
      },
      path,
    )
  }
  for (const path of [
    '/apis/constructor/v1',
    '/apis/__proto__/v1/x',
    '//',
    '//api/v1/namespaces',
    '/api//v1/namespaces',
    '/API/v1',
    '/healthz/',
    '/metrics/',
    '/openapi/v2/',
    '/../api',
  ]) {
    const reply = await lab.get(path)
    t.equal(reply.code, 404, path)
    t.equal(reply.text, '404 page not found\n', path)
    t.equal(reply.headers['content-type'], 'text/plain; charset=utf-8', path)
    t.equal(reply.headers['x-content-type-options'], 'nosniff', path)
  }
  // Fastify's router decodes no bytes that are not UTF-8
  t.equal((await lab.get('/%ff')).code, 400)
})

t.test(
  "discovery, /version and the issuer's keys reject HEAD (405) and unsupported media types (406)",
  async (t) => {
    const KEYS = '/openid/v1/jwks'
    for (const path of ['/api', '/api/v1', '/apis/apps/v1', '/version', KEYS]) {
      t.equal((await lab.request('HEAD', path)).code, 405, path)
      t.equal(await lab.code(path, { headers: { accept: 'application/*' } }), 406, path)
    }
    t.equal(await lab.code(KEYS, { headers: { accept: 'application/json, */*' } }), 200)
    t.match(await lab.get(KEYS, { headers: { accept: 'application/json' } }), {
      code: 406,
      body: {
        message: '406: Not Acceptable\n\nAvailable representations: application/jwk-set+json',
        details: {},
      },
    })
    t.equal(await lab.code('/apis', { headers: { accept: 'application/*' } }), 200)
    t.match(await lab.get('/apis', { headers: { accept: 'text/html' } }), {
      code: 406,
      body: { message: /^only the following media types are accepted/ },
    })
  },
)

t.test('a method that a path does not support is a 405', async (t) => {
  for (const [method, path] of [
    ['POST', `${CSRS}/a`],
    ['PUT', CSRS],
    ['TRACE', CSRS],
    ['PROPFIND', CSRS],
    ['DELETE', '/api/v1/namespaces'],
    ['GET', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'],
    ['POST', '/api/v1/watch/namespaces'],
    ['DELETE', `${CSRS}/a/approval`],
  ] as const) {
    const reply = await lab.request(method, path)
    t.equal(reply.code, 405, `${method} ${path}`)
    t.match(reply.body, {
      message: 'the server does not allow this method on the requested resource',
      reason: 'MethodNotAllowed',
      details: {},
    })
    t.equal(reply.headers.allow, undefined)
  }
  const head = await lab.request('HEAD', CSRS)
  t.equal(head.code, 405)
  t.equal(head.bytes.length, 0)
})

t.test('names of ClusterRoles may contain spaces or umlauts, or be __proto__', async (t) => {
  const names = ['system:node:a', 'two words', 'größe', '__proto__', 'constructor', 'UPPER', 'a;b']
  const at = '/apis/rbac.authorization.k8s.io/v1/clusterroles'
  for (const name of names) {
    await lab.create(at, { metadata: { name, labels: { __proto__: '1' } }, rules: [] })
    const encoded = `${at}/${encodeURIComponent(name)}`
    t.equal((await lab.get(encoded)).body.metadata.name, name)
    const everyByte = [...Buffer.from(name)].map((byte) => `%${byte.toString(16)}`).join('')
    t.equal((await lab.get(`${at}/${everyByte}`)).body.metadata.name, name, everyByte)
    const selected = await lab.get(
      `${at}?fieldSelector=${encodeURIComponent(`metadata.name=${name}`)}`,
    )
    t.equal(selected.body.items.length, 1, name)
    t.equal((await lab.delete(encoded)).code, 200)
    t.equal(await lab.code(encoded), 404)
  }
})

t.test('a body of more than 3 MiB is a 413', async (t) => {
  const stringData = { a: 'x'.repeat(3 * 1024 * 1024) }
  const reply = await lab.post(SECRETS, { metadata: { name: 'big' }, stringData })
  t.equal(reply.code, 413)
  t.match(reply.body, {
    message: 'Request entity too large: limit is 3145728',
    reason: 'RequestEntityTooLarge',
    code: 413,
  })
})

t.test('a request target that cannot be decoded gets a 400', async (t) => {
  for (const path of ['/%', '/api/v1/namespaces/%zz', '/%4']) {
    const reply = await lab.get(path)
    t.equal(reply.code, 400, path)
    t.equal(reply.text, '400 Bad Request')
    t.equal(reply.headers.connection, 'close')
    t.equal(reply.headers['audit-id'], undefined)
    t.equal(reply.headers['cache-control'], undefined)
  }
})

t.test('undecodable parts of a query are ignored', async (t) => {
  const asked = (query: string) => lab.get(`${CSRS}?${query}`)
  t.notMatch((await asked('pretty=%zz')).text, '\n ')
  t.match(
    (await lab.get(`${CSRS}?pretty=%zz`, { headers: { 'user-agent': 'curl/8' } })).text,
    '\n ',
  )
  t.match((await asked('a=%&pretty=1')).text, '\n ')
  t.equal(await lab.code(`${CSRS}?limit=%zz`), 200)
  t.equal(await lab.code(`${CSRS}?limit=x`), 400)
})

t.test("responses of /metrics have the server's start time in a header", async (t) => {
  for (const path of ['/metrics', '/metrics/slis']) {
    const { headers } = await lab.get(path)
    t.match(headers['process-start-time-unix'], /^\d{10}$/, path)
  }
})

t.test('absolute URLs and long paths are accepted', async (t) => {
  t.equal(await lab.code('http://elsewhere/api/v1/namespaces/default'), 200)
  t.equal(await lab.code('https://elsewhere'), 200)
  t.equal(await lab.code(`/api/v1/namespaces/${'a'.repeat(20_000)}`), 404)
})

t.test('invalid HTTP or oversized headers get an error and close the connection', async (t) => {
  for (const [sent, answered] of [
    ['hello\r\n\r\n', 'HTTP/1.1 400 Bad Request'],
    [
      `GET / HTTP/1.1\r\nx: ${'a'.repeat(1024 * 1024)}`,
      'HTTP/1.1 431 Request Header Fields Too Large',
    ],
  ] as const) {
    const socket = await lab.socket()
    socket.write(sent)
    socket.on('error', () => undefined)
    const text = await textOf(socket)
    t.ok(text.startsWith(answered), text)
    t.match(text, /Connection: close/)
  }
})

t.test('a response has an audit ID, and flow-control headers unless it is a 401', async (t) => {
  const reply = await lab.get(CSRS)
  t.match(reply.headers['audit-id'], /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/)
  t.equal(reply.headers['cache-control'], 'no-cache, private')
  t.ok(reply.headers['x-kubernetes-pf-flowschema-uid'])
  t.ok(reply.headers['x-kubernetes-pf-prioritylevel-uid'])
  t.ok(reply.headers.date)
  const own = await lab.get(CSRS, { headers: { 'audit-id': 'mine' } })
  t.equal(own.headers['audit-id'], 'mine')
  const nobody = await lab.get(CSRS, { headers: { authorization: 'Bearer wrong' } })
  t.equal(nobody.code, 401)
  t.equal(nobody.headers['x-kubernetes-pf-flowschema-uid'], undefined)
})

t.test(
  'authorization and impersonation errors have the header nosniff; 401 and admission errors do not',
  async (t) => {
    const marked = async (method: string, path: string, rest: object) => {
      const { code, headers } = await lab.request(method, path, rest)
      return [code, headers['x-content-type-options']]
    }
    const as = (headers: object) => ({ headers })
    t.strictSame(await marked('GET', CSRS, { anonymous: true }), [403, 'nosniff'], 'authorization')
    t.strictSame(await marked('GET', CSRS, as({ 'impersonate-group': 'a' })), [400, 'nosniff'])
    t.strictSame(
      await marked('GET', CSRS, { ...as({ 'impersonate-user': 'jane' }), anonymous: true }),
      [403, 'nosniff'],
      'impersonation',
    )
    t.strictSame(await marked('GET', CSRS, as({ authorization: 'Bearer x' })), [401, undefined])
    const pod = { metadata: { name: 'a' }, spec: { serviceAccountName: 'none', containers: [] } }
    t.strictSame(
      await marked('POST', '/api/v1/namespaces/default/pods', { body: pod }),
      [403, undefined],
      'admission',
    )
    t.strictSame(await marked('GET', '/healthz', {}), [200, 'nosniff'])
    t.strictSame(await marked('GET', '/healthz/ping', {}), [200, undefined], 'one check')
  },
)

t.test('up to 1.35, the error for impersonation without a user is plain text', async (t) => {
  const old = await startServer(t, { kubernetesVersion: 'v1.34' })
  const reply = await old.get(CSRS, { headers: { 'impersonate-group': 'a<b' } })
  t.equal(reply.code, 500)
  t.equal(reply.headers['content-type'], 'text/plain; charset=utf-8')
  t.match(reply.text, `Internal Server Error: "${CSRS}": requested [{Group  a&lt;b`)
})

t.test('a request sent during a large response is answered after that response', async (t) => {
  const at = '/api/v1/namespaces/default/configmaps'
  for (let i = 0; i < 16; i++)
    await lab.create(at, { metadata: { name: `large${i}` }, data: { a: 'x'.repeat(900_000) } })
  const socket = await lab.socket()
  socket.pause()
  const head = `host: x\r\nauthorization: Bearer ${lab.server.adminToken}\r\n`
  socket.write(`GET ${at} HTTP/1.1\r\n${head}\r\n`)
  // the server fills the connection's buffers and waits
  while (socket.readableLength === 0) await arrival(socket, 'readable')
  const body = JSON.stringify({ metadata: { name: 'second' }, data: { a: 'y'.repeat(500_000) } })
  socket.write(
    `POST ${at} HTTP/1.1\r\n${head}connection: close\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  )
  const text = await textOf(socket)
  t.same(text.match(/^HTTP\/1.1 \d+/gm), ['HTTP/1.1 200', 'HTTP/1.1 201'])
})

t.test("the URL of the issuer's keys does not depend on the Host header", async (t) => {
  const path = '/.well-known/openid-configuration'
  for (const host of [`127.0.0.1:${lab.port}`, 'kubernetes:1']) {
    const { headers, body: json } = await lab.get(path, { headers: { host } })
    t.equal(headers['cache-control'], 'public, max-age=3600')
    t.equal(json.jwks_uri, `https://127.0.0.1:${lab.port}/openid/v1/jwks`, host)
  }
})
