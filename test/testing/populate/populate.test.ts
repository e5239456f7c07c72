import { X509Certificate } from 'node:crypto'
import t from 'tap'
import { JANE } from '../../fixtures/builders.ts'
import { grant } from '../../fixtures/grants.ts'
import { type Call, namesOf, startServer, type TestServer } from '../../fixtures/server.ts'
import { until } from '../../fixtures/waits.ts'

const MAPS = '/api/v1/namespaces/default/configmaps'
const CSRS = '/apis/certificates.k8s.io/v1/certificatesigningrequests'

const populate = (server: TestServer, text: string, call?: Call) =>
  server.post('/csrlab/v1/populate', text, { contentType: 'application/yaml', ...call })

const configMap = (name: string, colour: string, namespace = 'default') => `
apiVersion: v1
kind: ConfigMap
metadata: { name: ${name}, namespace: ${namespace} }
data: { colour: ${colour} }
`

const namespace = (name: string) => `
apiVersion: v1
kind: Namespace
metadata: { name: ${name} }
`

const csr = (name: string, condition = '') => `
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: { name: ${name} }
spec:
  request: ${JANE}
  signerName: kubernetes.io/kube-apiserver-client
  usages: [client auth]
${condition}
`

const stream = (...documents: string[]) => documents.join('---')

t.test('documents are applied in order', async (t) => {
  const server = await startServer(t)
  await server.create(MAPS, { metadata: { name: 'old' }, data: { colour: 'red', size: 'big' } })
  const text = stream(
    namespace('shop'),
    configMap('a', 'red', 'shop'),
    configMap('old', 'blue'),
    csr('jane', 'status: { conditions: [{ type: Approved, status: "True", reason: Mine }] }'),
    csr('eve', 'status: { conditions: [{ type: Denied, status: "True", message: not you }] }'),
    csr('bob'),
  )
  const { code, body } = await populate(server, text)
  t.equal(code, 200, body)
  t.same(
    body.objects.map(({ kind, namespace: where = '', name, result }: Record<string, string>) =>
      [kind, where, name, result].join(' '),
    ),
    [
      'Namespace  shop created',
      'ConfigMap shop a created',
      'ConfigMap default old configured',
      'CertificateSigningRequest  jane created',
      'CertificateSigningRequest  eve created',
      'CertificateSigningRequest  bob created',
    ],
  )
  t.match((await server.get('/api/v1/namespaces/shop/configmaps/a')).body.data, { colour: 'red' })
  t.same((await server.get(`${MAPS}/old`)).body.data, { colour: 'blue', size: 'big' })
  const { status } = (await server.get(`${CSRS}/jane`)).body
  t.match(status.conditions, [{ type: 'Approved', reason: 'Mine' }])
  t.match(status.certificate, /^LS0t/, 'the response waits for the certificate')
  t.match((await server.get(`${CSRS}/eve`)).body.status.conditions, [
    { type: 'Denied', reason: 'Populate', message: 'not you' },
  ])
  t.same((await server.get(`${CSRS}/bob`)).body.status, {})
  t.equal((await populate(server, '')).code, 200, 'an empty text is accepted')
})

t.test('the response has the credentials of new users, and their CSRs are deleted', async (t) => {
  const server = await startServer(t)
  const { code, body } = await populate(
    server,
    `
apiVersion: csrlab/v1
kind: User
metadata: { name: jane }
spec:
  groups: [developers]
  lifetime: 1h
  keyType: p384
  files: { key: jane.key, kubeconfig: jane.kubeconfig }
---
apiVersion: csrlab/v1
kind: User
metadata: { name: bob }
`,
  )
  t.equal(code, 200, body)
  const [jane, bob] = body.users
  t.match(jane, { name: 'jane', groups: ['developers'], files: { key: 'jane.key' } })
  t.match(bob, { name: 'bob', groups: [], files: undefined })
  const { subject, publicKey, validTo } = new X509Certificate(jane.certificate)
  t.equal(subject, 'O=developers\nCN=jane')
  t.equal(publicKey.asymmetricKeyDetails?.namedCurve, 'secp384r1')
  t.ok(Date.parse(validTo) - server.clock.now() <= 3_600_000)
  const review = await server.post(
    '/apis/authentication.k8s.io/v1/selfsubjectreviews',
    { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1' },
    { identity: jane },
  )
  t.equal(review.body.status.userInfo.username, 'jane')
  t.same((await server.get(CSRS)).body.items, [])
})

t.test('an error names the document, and all changes are undone', async (t) => {
  const server = await startServer(t)
  await server.create(MAPS, { metadata: { name: 'old' }, data: { colour: 'red' } })
  const before = (await server.get(`${MAPS}/old`)).body
  const cases = [
    [configMap('-', 'red'), 422, /^document 5, line 20: ConfigMap "-" is invalid/],
    [configMap('b', '[1]'), 500, /^document 5, line 20: /],
    [configMap('b', 'red', 'missing'), 404, /^document 5, .*namespaces "missing" not found/],
    [configMap('b', 'red').replace('\ndata:', '\ndaat:'), 500, /^document 5, .*daat/],
    [
      '\napiVersion: csrlab/v1\nkind: User\nmetadata: { name: eve }\nspec: { lifetime: 1s }\n',
      422,
      /^document 5, .*spec\.expirationSeconds/,
    ],
  ] as const
  for (const [last, code, message] of cases) {
    const text = stream(
      namespace('shop').trimStart(),
      configMap('a', 'red', 'shop'),
      configMap('old', 'blue'),
      configMap('old', 'green'),
      last,
    )
    const answer = await populate(server, text)
    t.match(answer.body.message, message)
    t.match(answer, { code, body: { kind: 'Status', status: 'Failure' } })
    t.equal(await server.code('/api/v1/namespaces/shop'), 404)
    t.same((await server.get('/api/v1/namespaces/shop/configmaps')).body.items, [])
    t.same((await server.get('/api/v1/namespaces/shop/serviceaccounts')).body.items, [])
    const { metadata, ...after } = (await server.get(`${MAPS}/old`)).body
    t.match({ ...after, metadata }, { data: before.data, metadata: { uid: before.metadata.uid } })
    t.same(metadata.managedFields, before.metadata.managedFields)
  }
})

t.test('malformed documents and unknown kinds are rejected before any write', async (t) => {
  const server = await startServer(t)
  const revision = async () => (await server.get(MAPS)).body.metadata.resourceVersion
  const before = await revision()
  const cases = [
    ['kind: Nothing\napiVersion: v1\nmetadata: { name: a }', /the cluster has no Nothing in v1$/],
    ['kind: ConfigMap\napiVersion: v2\nmetadata: { name: a }', /no ConfigMap in v2; it is in v1$/],
    ['kind: ConfigMap\napiVersion: v1', /needs apiVersion, kind and metadata\.name/],
    ['kind: ConfigMap\napiVersion: v1\nmetadata: { name: 5 }', /needs apiVersion, kind and/],
    ['a: b: c', /^document 2, line 6: yaml: mapping values are not allowed/],
    [
      'kind: User\napiVersion: csrlab/v1\nmetadata: { name: a }\nspec: { lifetime: long }',
      /spec\.lifetime: write a duration such as/,
    ],
  ] as const
  for (const [last, message] of cases) {
    const { code, body } = await populate(
      server,
      `${configMap('a', 'red').trimStart()}---\n${last}`,
    )
    t.equal(code, 400)
    t.match(body.message, message)
    t.match(body.message, /^document 2, line 6: /)
  }
  t.equal(await revision(), before)
})

t.test("writes have the caller's identity", async (t) => {
  const server = await startServer(t)
  const rules = [
    { nonResourceURLs: ['/csrlab/v1/populate'], verbs: ['post'] },
    { apiGroups: [''], resources: ['configmaps'], verbs: ['create', 'patch'] },
  ]
  await grant(server, 'jane', ...rules)
  const as = { user: 'jane' }
  t.equal((await populate(server, configMap('a', 'red'), { as })).code, 200)
  const refused = await populate(server, stream(configMap('b', 'red'), namespace('shop')), { as })
  t.match(refused, { code: 403, body: { reason: 'Forbidden' } })
  t.match(refused.body.message, /User "jane" cannot patch resource "namespaces"/)
  t.equal(await server.code(`${MAPS}/b`), 404)
  const stranger = await populate(server, configMap('b', 'red'), { as: { user: 'bob' } })
  t.equal(stranger.code, 403)
})

t.test('a rollback keeps concurrent writes of others', async (t) => {
  const server = await startServer(t)
  await server.create(MAPS, { metadata: { name: 'old' }, data: { colour: 'red' } })
  await server.create(MAPS, { metadata: { name: 'untouched' }, data: { colour: 'red' } })
  // another client changes two objects while later documents are applied
  const watch = await server.watch(`${MAPS}?watch=true&fieldSelector=metadata.name=old`)
  await watch.take(1)
  const others = watch
    .next()
    .then(() =>
      Promise.all([
        server.patch(`${MAPS}/old`, { data: { colour: 'theirs' } }),
        server.patch(`${MAPS}/untouched`, { data: { colour: 'theirs' } }),
      ]),
    )
  const many = Array.from({ length: 400 }, (_, i) => configMap(`m-${i}`, 'red'))
  const { code } = await populate(
    server,
    stream(configMap('old', 'blue'), ...many, configMap('-', 'red')),
  )
  t.equal(code, 422)
  await others
  t.match((await server.get(`${MAPS}/old`)).body.data, { colour: 'theirs' })
  t.match((await server.get(`${MAPS}/untouched`)).body.data, { colour: 'theirs' })
  t.equal(await server.code(`${MAPS}/m-0`), 404)
})

t.test('if the request times out, its documents are rolled back', async (t) => {
  const server = await startServer(t)
  await server.post('/csrlab/v1/faults', {
    name: 'slow',
    match: { resource: 'configmaps', name: 'b' },
    fault: { delay: '30s' },
  })
  const text = stream(configMap('a', 'red'), configMap('b', 'red'), configMap('c', 'red'))
  const asked = server.post('/csrlab/v1/populate?timeout=20s', text, {
    contentType: 'application/yaml',
  })
  const isThere = async (name: string) => (await server.code(`${MAPS}/${name}`)) === 200
  await until(async () => (await server.get('/csrlab/v1/faults/slow')).body.happened === 1)
  t.ok(await isThere('a'))
  server.clock.advance(20_000)
  t.equal((await asked).code, 504)
  server.clock.advance(10_000)
  await until(async () => !(await isThere('a')))
  t.same(namesOf((await server.get(MAPS)).body), ['kube-root-ca.crt'])
})
