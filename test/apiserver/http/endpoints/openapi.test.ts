import t from 'tap'
import { startServer } from '../../../fixtures/server.ts'

const lab = await startServer(t)
const CERTIFICATES = '/openapi/v3/apis/certificates.k8s.io/v1'
const V2_PROTOBUF = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf'

const indexOf = async () => JSON.parse((await lab.get('/openapi/v3')).text)

const urlOf = async (key: string) => (await indexOf()).paths[key].serverRelativeURL

t.test('the index has a URL with a hash for each document', async (t) => {
  const { paths } = await indexOf()
  const keys = Object.keys(paths)
  for (const key of ['api', 'api/v1', 'apis', 'apis/certificates.k8s.io/v1', 'version']) {
    t.ok(keys.includes(key), key)
  }
  t.notOk(keys.includes('apis/certificates.k8s.io/v1alpha1'), 'unserved versions are not listed')
  for (const [key, { serverRelativeURL }] of Object.entries<any>(paths)) {
    t.match(serverRelativeURL, new RegExp(`^/openapi/v3/${key}\\?hash=[0-9A-F]{128}$`))
  }
})

t.test("the index is plain text without an ETag, like the aggregator's", async (t) => {
  const { headers } = await lab.get('/openapi/v3')
  t.match(headers, {
    'content-type': 'text/plain; charset=utf-8',
    'last-modified': new Date(lab.clock.now()).toUTCString(),
  })
  t.equal(headers.etag, undefined)
  t.equal(headers.vary, undefined)
})

t.test('the OpenAPI v2 document has two Vary headers', async (t) => {
  for (const encoding of ['identity', 'gzip']) {
    const { headers } = await lab.get('/openapi/v2', { headers: { 'accept-encoding': encoding } })
    t.equal(headers.vary, 'Accept-Encoding, Accept', encoding)
  }
})

t.test('the required fields of schemas are those that Kubernetes publishes', async (t) => {
  const required = async (key: string, component: string) => {
    const { body } = await lab.get(`/openapi/v3/${key}`)
    return body.components.schemas[component].required
  }
  const authentication = 'io.k8s.api.authentication.v1'
  const of = (kind: string) =>
    required('apis/authentication.k8s.io/v1', `${authentication}.${kind}`)
  t.strictSame(await of('TokenReviewSpec'), ['token'])
  t.equal(await required('api/v1', `${authentication}.TokenRequest`), undefined)
  t.equal(await required('api/v1', `${authentication}.TokenRequestSpec`), undefined)
  t.equal(await required('api/v1', `${authentication}.TokenRequestStatus`), undefined)
  t.strictSame(await required('apis/rbac.authorization.k8s.io/v1', 'io.k8s.api.rbac.v1.RoleRef'), [
    'kind',
    'name',
  ])
})

t.test('a document whose URL has its hash can be cached for a year', async (t) => {
  const { code, headers, body: json } = await lab.get(await urlOf('apis/certificates.k8s.io/v1'))
  t.equal(code, 200)
  t.equal(json.openapi, '3.0.0')
  t.equal(json.info.version, '1.36')
  t.match(headers, {
    'content-type': 'application/json',
    'cache-control': 'public, immutable',
    expires: new Date(lab.clock.now() + 365 * 24 * 3600 * 1000).toUTCString(),
    etag: /^"[0-9A-F]{128}"$/,
    vary: 'Accept',
  })
})

t.test('without a hash in the URL, clients revalidate; a current copy gets a 304', async (t) => {
  const { headers } = await lab.get(CERTIFICATES)
  t.equal(headers['cache-control'], 'no-cache, private')
  const same = await lab.get(CERTIFICATES, { headers: { 'if-none-match': headers.etag! } })
  t.equal(same.code, 304)
  t.equal(same.text, '')
  t.equal(await lab.code(CERTIFICATES, { headers: { 'if-none-match': '"other"' } }), 200)
})

t.test('an outdated hash redirects to the current one', async (t) => {
  const { code, headers, text } = await lab.get(`${CERTIFICATES}?hash=0123`)
  t.equal(code, 301)
  t.equal(text, `<a href="${headers.location}">Moved Permanently</a>.\n\n`)
  t.equal(headers.location, await urlOf('apis/certificates.k8s.io/v1'))
})

t.test('unknown documents are a 404, unsupported media types a 406', async (t) => {
  // the rest of the path is a literal key: kube-openapi's handler3 looks it up unparsed
  for (const key of ['', 'apis/example.com/v1', 'apis/certificates.k8s.io/v1/', '/api/v1']) {
    const { code, text } = await lab.get(`/openapi/v3/${key}`)
    t.strictSame([code, text], [404, key.startsWith('/') ? '404 page not found\n' : ''], key)
  }
  t.equal((await lab.get('/openapi/v3x')).text, '404 page not found\n')
  const accept = 'application/com.github.proto-openapi.spec.v3@v1.0+protobuf'
  t.equal(await lab.code(CERTIFICATES, { headers: { accept } }), 406)
  t.equal(await lab.code(CERTIFICATES, { headers: { accept: `${accept},application/json` } }), 200)
})

t.test('documents support If-Modified-Since', async (t) => {
  const lab = await startServer(t)
  const ask = (headers: Record<string, string>) => lab.get(CERTIFICATES, { headers })
  const { headers } = await ask({})
  const modified = headers['last-modified']!
  t.equal((await ask({ 'if-modified-since': modified })).code, 304)
  t.equal((await ask({ 'if-modified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' })).code, 200)
  t.equal((await ask({ 'if-modified-since': 'never' })).code, 200)
  // the ETag takes precedence over the date
  t.equal((await ask({ 'if-none-match': '"x"', 'if-modified-since': modified })).code, 200)
})

t.test('the OpenAPI v2 document is available in JSON and protobuf', async (t) => {
  for (const accept of [
    'application/json',
    '*/*',
    'application/json;q=0.5',
    `${V2_PROTOBUF},application/json`,
  ]) {
    const { headers, body: json } = await lab.get('/openapi/v2', { headers: { accept } })
    t.equal(headers['content-type'], 'application/json', accept)
    t.equal(json.swagger, '2.0')
  }
  // kubectl sends the first form
  for (const accept of [V2_PROTOBUF, V2_PROTOBUF.replace('@', '.')]) {
    const { code, bytes, headers } = await lab.get('/openapi/v2', { headers: { accept } })
    t.equal(code, 200, accept)
    t.equal(headers['content-type'], V2_PROTOBUF.replace('@', '.'))
    const text = bytes.toString('latin1')
    t.ok(text.startsWith('\n\x032.0\x12'), 'swagger, then info')
    t.ok(text.includes('Kubernetes\x12\x041.36'), 'the title, then the version')
  }
  const { code, bytes } = await lab.get('/openapi/v2', { headers: { accept: 'text/html' } })
  t.equal(code, 406)
  t.equal(bytes.length, 0)
})
