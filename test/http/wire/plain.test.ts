import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import t, { type Test } from 'tap'
import { browserRefusal } from '../../../src/http/wire/plain.ts'
import { createServer, type Server } from '../../../src/server.ts'

t.test('who may ask over plain HTTP', (t) => {
  for (const host of [
    'localhost',
    'localhost:8080',
    'LOCALHOST',
    '127.0.0.1:1',
    '127.8.8.8',
    '[::1]:80',
  ]) {
    t.equal(browserRefusal({ host }), undefined, host)
  }
  for (const host of [
    '',
    'example.com',
    'localhost.example.com',
    'example.com:localhost',
    '127.0.0.1.example.com',
    'x127.0.0.1',
    '128.0.0.1',
    '0.0.0.0',
    '[::2]',
    'localhost:80:80',
    'localhost\n',
  ]) {
    t.match(browserRefusal({ host }), /the Host header is "/, JSON.stringify(host))
  }
  t.match(browserRefusal({}), 'the Host header is ""')
  const here = { host: 'localhost' }
  for (const origin of ['https://example.com', 'http://localhost:8080', 'null', '']) {
    t.match(browserRefusal({ ...here, origin }), /the Origin header is "/, origin)
  }
  for (const site of ['cross-site', 'same-site', ''])
    t.match(browserRefusal({ ...here, 'sec-fetch-site': site }), /Sec-Fetch-Site/, site)
  for (const site of ['none', 'same-origin'])
    t.equal(browserRefusal({ ...here, 'sec-fetch-site': site }), undefined, site)
  t.end()
})

interface Reply {
  readonly code: number
  readonly body: any
}

const started = async (
  t: Test,
): Promise<{ server: Server; url: string; close: () => Promise<void> }> => {
  const server = await createServer({ caKeyType: 'p256', insecurePort: 0 })
  t.teardown(() => server.close())
  const { insecureUrl } = await server.listen()
  return { server, url: insecureUrl!, close: () => server.close() }
}

const ask = async (
  url: string,
  path: string,
  headers: Record<string, string> = {},
  body?: object,
): Promise<Reply> => {
  const sent = request(url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    agent: false,
  })
  sent.end(body === undefined ? undefined : JSON.stringify(body))
  const [answer] = await once(sent, 'response')
  let text = ''
  for await (const chunk of answer) text += chunk
  return { code: answer.statusCode, body: text.startsWith('{') ? JSON.parse(text) : text }
}

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'

t.test('plain HTTP gives nobody more than a token or nothing gives', async (t) => {
  const { server, url } = await started(t)
  t.match(url, /^http:\/\/127\.0\.0\.1:\d+$/)
  const token = { authorization: `Bearer ${server.adminToken}` }
  t.same(await ask(url, '/healthz'), { code: 200, body: 'ok' })
  const anonymous = await ask(url, CONFIG_MAPS)
  t.equal(anonymous.code, 403)
  t.match(anonymous.body.message, 'User "system:anonymous" cannot list resource "configmaps"')
  t.equal((await ask(url, CONFIG_MAPS, { authorization: 'Bearer wrong' })).code, 401)
  // a header that a proxy would set for a certificate says nothing
  const claimed = { 'x-remote-user': 'kubernetes-admin', 'x-remote-group': 'system:masters' }
  t.equal((await ask(url, CONFIG_MAPS, claimed)).code, 403)
  t.equal((await ask(url, CONFIG_MAPS, token)).code, 200)
  const made = await ask(url, CONFIG_MAPS, token, { metadata: { name: 'plain' } })
  t.equal(made.code, 201)
  t.match(made.body.metadata, { name: 'plain', namespace: 'default' })
})

t.test('a browser is told why not, and nothing is done', async (t) => {
  const { server, url } = await started(t)
  const token = { authorization: `Bearer ${server.adminToken}` }
  const map = { metadata: { name: 'forged' } }
  for (const [headers, says] of [
    [{ host: 'rebound.example.com' }, /the Host header is "rebound\.example\.com"$/],
    [{ origin: 'https://example.com' }, /the Origin header is "https:\/\/example\.com"$/],
    [{ 'sec-fetch-site': 'cross-site' }, /the Sec-Fetch-Site header is "cross-site"$/],
  ] as const) {
    const { code, body } = await ask(url, CONFIG_MAPS, { ...token, ...headers }, map)
    t.equal(code, 403)
    t.match(body, {
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      reason: 'Forbidden',
      code: 403,
    })
    t.match(body.message, says)
  }
  t.equal((await ask(url, `${CONFIG_MAPS}/forged`, token)).code, 404)
})

t.test('it ends with the server, also under connections that say nothing', async (t) => {
  const { url, close } = await started(t)
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  const ended = once(socket, 'close')
  await close()
  await ended
  const late = connect(Number(new URL(url).port), '127.0.0.1')
  const [error] = await once(late, 'error')
  t.equal(error.code, 'ECONNREFUSED')
})

t.test('without the option there is none', async (t) => {
  const server = await createServer({ caKeyType: 'p256' })
  t.teardown(() => server.close())
  t.equal((await server.listen()).insecureUrl, undefined)
})
