/** A link admits one browser; other pages in this browser get no access. */
import t from 'tap'
import { COLLECTION } from '../../fixtures/builders.ts'
import { startServer } from '../../fixtures/server.ts'
import { Browser, enter, tokenOf } from './browser.ts'
import { issued } from '../../fixtures/issued.ts'

const MINUTE = 60_000

t.test('a link admits one browser, once', async (t) => {
  const server = await startServer(t)
  const link = await server.server.page.link()
  t.match(link, /^http:\/\/127\.0\.0\.1:\d+\/#[\w-]{43}$/)
  const browser = new Browser(new URL(link).origin)
  t.equal(await browser.code('/page/v1/session'), 401)
  const { code, headers } = await browser.enter(tokenOf(link))
  t.equal(code, 201)
  const { port } = new URL(link)
  const [cookie = ''] = headers['set-cookie']!
  t.match(cookie, new RegExp(`^csrlab-page-${port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`))
  t.match(await browser.session(), {
    user: { name: 'kubernetes-admin' },
    readOnly: false,
    time: '2030-05-06T07:08:09Z',
  })
  const second = new Browser(browser.url)
  const again = await second.enter(tokenOf(link))
  t.equal(again.code, 403)
  t.match(again.body.message, 'this link was used or is older than a minute')
  t.equal(second.cookie, '')
})

t.test('neither the cookie nor the secret alone is enough', async (t) => {
  const server = await startServer(t)
  const browser = await enter(server)
  const other = await enter(server)
  const paths = [
    ['GET', '/page/v1/session'],
    ['GET', '/page/v1/requests/x'],
    ['GET', '/page/v1/audit?id=x'],
    ['GET', COLLECTION],
    ['GET', `${COLLECTION}?watch=true`],
    ['GET', '/csrlab/v1/requests'],
    ['POST', '/csrlab/v1/reset'],
  ] as const
  for (const [method, path] of paths) {
    for (const secret of ['1', '', other.secret])
      t.equal(await browser.code(path, { method, headers: { 'csrlab-page': secret } }), 401, path)
    t.equal(await browser.code(path, { method, headers: { cookie: '' } }), 401, path)
    t.equal(await browser.code(path, { method, headers: { cookie: other.cookie } }), 401, path)
  }
  const got = await browser.ask(COLLECTION)
  t.equal(got.code, 200)
  const { text } = await server.get('/csrlab/v1/requests')
  t.notMatch(text, browser.secret)
})

t.test('a link is valid for a minute', async (t) => {
  const server = await startServer(t)
  const [first, last] = [await server.server.page.link(), await server.server.page.link()]
  const browser = new Browser(new URL(first).origin)
  server.clock.advance(MINUTE - 1)
  t.equal((await browser.enter(tokenOf(first))).code, 201)
  server.clock.advance(1)
  t.equal((await new Browser(browser.url).enter(tokenOf(last))).code, 403)
  for (const token of ['', 'x', 'a'.repeat(43)])
    t.equal((await new Browser(browser.url).enter(token)).code, 403, token)
})

t.test('requests from other pages in the browser are rejected', async (t) => {
  const server = await startServer(t)
  const browser = await enter(server)
  const { url } = browser
  const port = new URL(url).port
  const csr = await issued(server, 'jane')
  const approval = `${COLLECTION}/jane/approval`
  const tries = [
    ['by another name of this machine', { host: `evil.example:${port}` }],
    ['by a loopback name', { host: `localhost:${port}` }],
    ['from another site', { origin: 'https://evil.example' }],
    ['from an opaque origin', { origin: 'null' }],
    ['from another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['marked cross-site by the browser', { 'sec-fetch-site': 'cross-site' }],
    ['marked same-site by the browser', { 'sec-fetch-site': 'same-site' }],
  ] as const
  for (const [how, headers] of tries)
    for (const [method, path] of [
      ['GET', '/page/v1/session'],
      ['GET', COLLECTION],
      ['PUT', approval],
      ['POST', '/csrlab/v1/reset'],
    ] as const) {
      const { code, body } = await browser.ask(path, {
        method,
        headers,
        ...(method !== 'GET' && { body: csr.csr }),
      })
      t.equal(code, 403, `${how}: ${method} ${path}`)
      t.equal(body.kind, 'Status')
    }
  t.equal(await browser.code(COLLECTION, { isForeign: true }), 403, 'as from a form or an image')
  const post = { method: 'POST', isForeign: true, body: 'token=x' }
  t.equal(await browser.code('/csrlab/v1/reset', post), 403)
  t.equal(await browser.code('/', { headers: { host: 'evil.example' } }), 403)
  const own = { origin: url, 'sec-fetch-site': 'same-origin' }
  t.equal(await browser.code(COLLECTION, { headers: own }), 200, 'our own page is allowed')
  t.equal(await browser.code(COLLECTION, { method: 'OPTIONS' }), 404, 'OPTIONS is not supported')
})

t.test('the files of the page are public, and allow only its own scripts and styles', async (t) => {
  const server = await startServer(t)
  const { url } = await enter(server)
  const browser = new Browser(url)
  for (const path of ['/', '/page.js', '/page.css', '/icon.svg']) {
    const { code, headers } = await browser.ask(path, { isForeign: true })
    t.equal(code, 200, path)
    t.match(headers, {
      'content-security-policy': /^default-src 'none'; script-src 'self'; style-src 'self'; /,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
    t.equal(headers['access-control-allow-origin'], undefined)
  }
  const { text } = await browser.ask('/')
  t.notMatch(text, /<script(?![^>]* src="\/)/, 'no inline script')
  t.notMatch(text, /https?:/, 'no absolute URL')
  for (const path of ['/page.html', '/../package.json', '/favicon.ico'])
    t.not(await browser.code(path), 200, path)
})

t.test('a permitted user gets a link, but not for a user without a certificate', async (t) => {
  const server = await startServer(t)
  const { code, body } = await server.post('/csrlab/v1/ui', {})
  t.equal(code, 201)
  t.match(body.url, /^http:\/\/127\.0\.0\.1:\d+\/#/)
  t.equal((await new Browser(new URL(body.url).origin).enter(tokenOf(body.url))).code, 201)
  t.match(await server.post('/csrlab/v1/ui', { as: 'jane' }), {
    code: 409,
    body: { message: 'no CSR has a valid client certificate for jane, or for any other user' },
  })
  await issued(server, 'ann')
  t.match(await server.post('/csrlab/v1/ui', { as: 'jane' }), {
    body: { message: 'no CSR has a valid client certificate for jane, only for ann' },
  })
  t.equal((await server.post('/csrlab/v1/ui', {}, { as: { user: 'ann' } })).code, 403)
})
