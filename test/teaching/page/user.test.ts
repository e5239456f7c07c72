/** The page has at most its user's permissions. */
import t from 'tap'
import { COLLECTION } from '../../fixtures/builders.ts'
import { grant } from '../../fixtures/grants.ts'
import { startServer, type TestServer } from '../../fixtures/server.ts'
import { Browser, enter, enterBy, tokenOf } from './browser.ts'
import { issued, request } from '../../fixtures/issued.ts'

const allow = (server: TestServer, user: string, ...verbs: string[]) =>
  grant(server, user, {
    apiGroups: ['certificates.k8s.io'],
    resources: ['certificatesigningrequests', 'certificatesigningrequests/approval'],
    verbs,
  })

t.test("a page opened as jane has jane's permissions", async (t) => {
  const server = await startServer(t)
  await issued(server, 'jane', { organizations: ['developers'] })
  await request(server, 'ci')
  const browser = await enterBy(server, 'jane', ['developers'])
  t.match(await browser.session(), {
    user: { name: 'jane', groups: ['developers', 'system:authenticated'] },
    opener: { name: 'jane' },
  })
  t.match(await browser.ask(COLLECTION), {
    code: 403,
    body: {
      message:
        'certificatesigningrequests.certificates.k8s.io is forbidden: User "jane" cannot list resource "certificatesigningrequests" in API group "certificates.k8s.io" at the cluster scope',
    },
  })
  t.match((await browser.ask('/page/v1/requests/ci')).body, {
    code: 403,
    explanation: { found: false, message: /User "jane" cannot get resource/ },
  })
  t.equal(await browser.code('/csrlab/v1/clock'), 403)
  t.equal(await browser.code('/page/v1/lab'), 403)
  t.equal(
    await browser.code('/page/v1/users'),
    403,
    'the list of users needs permission to list CSRs',
  )
  await allow(server, 'jane', 'get', 'list', 'watch', 'update')
  const listed = await browser.ask(COLLECTION)
  t.equal(listed.code, 200)
  const ci = listed.body.items.find((item: any) => item.metadata.name === 'ci')
  const conditions = [{ type: 'Approved', status: 'True', reason: 'PageApprove', message: 'x' }]
  const approving = { method: 'PUT', body: { ...ci, status: { conditions } } }
  t.match(await browser.ask(`${COLLECTION}/ci/approval`, approving), {
    code: 403,
    body: { message: /user not permitted to approve requests with signerName/ },
  })
  const { body } = await server.get('/csrlab/v1/requests?user=jane&verb=update')
  t.match(body.requests, [
    { user: 'jane', code: 403, subresource: 'approval', userAgent: 'csrlab-page' },
  ])
  t.match((await browser.ask('/page/v1/users')).body.users, [{ name: 'jane' }])
  t.match(await browser.become('kubernetes-admin'), { code: 409 })
})

t.test('a session can switch among users with certificates', async (t) => {
  const server = await startServer(t)
  await issued(server, 'jane', { organizations: ['developers'] })
  await issued(server, 'wei')
  await request(server, 'nobody')
  const browser = await enter(server)
  const { body } = await browser.ask('/page/v1/users')
  t.match(
    body.users.map(({ name }: { name: string }) => name),
    ['kubernetes-admin', 'jane', 'wei'],
  )
  t.match((await browser.become('jane')).body, {
    user: { name: 'jane' },
    opener: { name: 'kubernetes-admin' },
  })
  t.equal(await browser.code(COLLECTION), 403)
  t.equal((await browser.become('nobody')).code, 409)
  t.equal((await browser.become('kubernetes-admin')).code, 200)
  t.equal(await browser.code(COLLECTION), 200)
  // jane's certificate expires
  server.clock.advance(366 * 86_400_000)
  t.equal((await browser.become('jane')).code, 409)
})

t.test('a user can switch only to users they may impersonate', async (t) => {
  const server = await startServer(t)
  await issued(server, 'lead')
  await issued(server, 'jane', { organizations: ['developers'] })
  await allow(server, 'lead', 'list')
  const browser = await enterBy(server, 'lead')
  const link = () => server.post('/csrlab/v1/ui', { as: 'jane' }, { as: { user: 'lead' } })
  const refused = {
    code: 403,
    body: { message: /no rule lets lead impersonate jane and its groups/ },
  }
  t.match(await link(), refused)
  t.match(await browser.become('jane'), refused)
  t.same((await browser.ask('/page/v1/users')).body.users.length, 1)
  const impersonating = { apiGroups: [''], verbs: ['impersonate'] }
  await grant(
    server,
    'lead',
    { ...impersonating, resources: ['users'], resourceNames: ['jane'] },
    { ...impersonating, resources: ['groups'], resourceNames: ['developers'] },
  )
  t.match((await browser.become('jane')).body, { user: { name: 'jane' } })
  const { code, body } = await link()
  t.equal(code, 201)
  const linked = new Browser(browser.url)
  t.equal((await linked.enter(tokenOf(body.url))).code, 201)
  t.match(await linked.session(), {
    user: { name: 'jane' },
    opener: { name: 'jane' },
  })
})

t.test("an administrator's link for jane logs in as jane only", async (t) => {
  const server = await startServer(t)
  await issued(server, 'jane')
  const browser = await enter(server, 'jane')
  t.match(await browser.session(), {
    user: { name: 'jane' },
    opener: { name: 'jane' },
  })
  t.equal((await browser.become('kubernetes-admin')).code, 403)
  t.equal(await browser.code(COLLECTION), 403)
})

t.test('headers that name another user are not forwarded', async (t) => {
  const server = await startServer(t)
  await issued(server, 'jane')
  const browser = await enter(server, 'jane')
  for (const headers of [
    { 'impersonate-user': 'kubernetes-admin', 'impersonate-group': 'system:masters' },
    { authorization: `Bearer ${server.server.adminToken}` },
    { 'x-remote-user': 'kubernetes-admin', 'x-remote-group': 'system:masters' },
  ])
    t.match(await browser.ask(COLLECTION, { headers }), {
      code: 403,
      body: { message: /User "jane" cannot list/ },
    })
})

t.test('the page forwards only the requests that it needs, none for secrets', async (t) => {
  const server = await startServer(t)
  const browser = await enter(server)
  for (const [method, path] of [
    ['GET', '/api/v1/secrets'],
    ['GET', '/api/v1/namespaces/kube-system/secrets'],
    ['POST', '/csrlab/v1/populate'],
    ['PUT', '/csrlab/v1/lab'],
    ['GET', '/csrlab/v1/snapshots/one'],
    ['POST', '/csrlab/v1/ui'],
    ['GET', '/metrics'],
    ['DELETE', COLLECTION],
    ['GET', `${COLLECTION}/../../../../../api/v1/secrets`],
    ['GET', `${COLLECTION}/%2e%2e/%2e%2e/secrets`],
    ['GET', '/apis/certificates.k8s.io/v1/certificatesigningrequests%2f..%2fx'],
  ] as const) {
    const { code } = await browser.ask(path, { method, ...(method === 'POST' && { body: {} }) })
    t.equal(code, 404, `${method} ${path}`)
  }
})

t.test('no response to the page contains a private key or a token', async (t) => {
  const server = await startServer(t, { hints: true })
  const { identity } = await issued(server, 'jane')
  const browser = await enter(server)
  const { items } = (await browser.ask(COLLECTION)).body
  const answers = await Promise.all([
    ...['/', '/page.js', '/page/v1/session', '/page/v1/users', '/page/v1/cluster'].map((path) =>
      browser.ask(path),
    ),
    ...['/page/v1/requests/jane', '/page/v1/access', '/csrlab/v1/requests'].map((path) =>
      browser.ask(path),
    ),
    browser.ask('/page/v1/rows', { method: 'POST', body: { items } }),
    browser.ask(COLLECTION),
  ])
  const secrets = [
    identity.key,
    server.server.admin.keyPem,
    server.server.adminToken,
    'PRIVATE KEY',
  ]
  for (const { code, text } of answers) {
    t.equal(code, 200)
    for (const secret of secrets)
      t.notOk(text.includes(secret.trim().split('\n')[1] ?? secret), 'no private key and no token')
  }
})

t.test('a read-only page rejects changes', async (t) => {
  const server = await startServer(t, { uiReadOnly: true })
  const { csr } = await request(server, 'jane')
  const browser = await enter(server)
  t.match(await browser.session(), { readOnly: true })
  t.equal(await browser.code(COLLECTION), 200)
  t.equal(await browser.code('/page/v1/access'), 200, 'a review is not a change')
  for (const [method, path] of [
    ['PUT', `${COLLECTION}/jane/approval`],
    ['POST', '/csrlab/v1/reset'],
    ['PUT', '/csrlab/v1/clock'],
  ] as const)
    t.match(await browser.ask(path, { method, body: csr }), {
      code: 403,
      body: { message: /read-only \(--ui-read-only\)/ },
    })
})

t.test('a session is valid only on the port of its server', async (t) => {
  const [one, other] = [await startServer(t), await startServer(t)]
  const browser = await enter(one)
  const link = await other.server.page.link()
  const elsewhere = new Browser(new URL(link).origin)
  await elsewhere.enter(tokenOf(link))
  t.not(browser.cookie.split('=')[0], elsewhere.cookie.split('=')[0])
  const headers = { cookie: browser.cookie }
  t.equal((await new Browser(elsewhere.url).ask('/page/v1/session', { headers })).code, 401)
})
