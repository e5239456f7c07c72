import { connect } from 'node:net'
import t, { type Test } from 'tap'
import { browserRefusal } from '../../../../src/apiserver/http/wire/plain.ts'
import { Client, startServer } from '../../../fixtures/server.ts'
import { arrival, ending } from '../../../fixtures/waits.ts'

t.test('requests to other hosts or from other web pages are refused', async (t) => {
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
})

/** A server with plain HTTP, and a client for it, anonymous by default. */
const started = async (t: Test) => {
  const { server, insecureUrl } = await startServer(t, { insecurePort: 0 })
  const client = new Client(server, insecureUrl!)
  t.teardown(() => client.disconnect())
  const get = (path: string, headers: Record<string, string> = {}) =>
    client.get(path, { anonymous: true, headers })
  const post = (body: object, headers: Record<string, string>) =>
    client.post(CONFIG_MAPS, body, { anonymous: true, headers })
  return { server, url: client.url, get, post }
}

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'

t.test('plain HTTP accepts tokens and anonymous clients only', async (t) => {
  const { server, url, get, post } = await started(t)
  t.match(url, /^http:\/\/127\.0\.0\.1:\d+$/)
  const token = { authorization: `Bearer ${server.adminToken}` }
  const { code, text } = await get('/healthz')
  t.same({ code, text }, { code: 200, text: 'ok' })
  const anonymous = await get(CONFIG_MAPS)
  t.equal(anonymous.code, 403)
  t.match(anonymous.body.message, 'User "system:anonymous" cannot list resource "configmaps"')
  t.equal((await get(CONFIG_MAPS, { authorization: 'Bearer wrong' })).code, 401)
  // headers in which a proxy names a user are ignored
  const claimed = { 'x-remote-user': 'kubernetes-admin', 'x-remote-group': 'system:masters' }
  t.equal((await get(CONFIG_MAPS, claimed)).code, 403)
  t.equal((await get(CONFIG_MAPS, token)).code, 200)
  const made = await post({ metadata: { name: 'plain' } }, token)
  t.equal(made.code, 201)
  t.match(made.body.metadata, { name: 'plain', namespace: 'default' })
})

t.test('requests of other web pages get a 403 with the reason, and have no effect', async (t) => {
  const { server, get, post } = await started(t)
  const token = { authorization: `Bearer ${server.adminToken}` }
  const map = { metadata: { name: 'forged' } }
  for (const [headers, says] of [
    [{ host: 'rebound.example.com' }, /the Host header is "rebound\.example\.com"$/],
    [{ origin: 'https://example.com' }, /the Origin header is "https:\/\/example\.com"$/],
    [{ 'sec-fetch-site': 'cross-site' }, /the Sec-Fetch-Site header is "cross-site"$/],
  ] as const) {
    const { code, body } = await post(map, { ...token, ...headers })
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
  t.equal((await get(`${CONFIG_MAPS}/forged`, token)).code, 404)
})

t.test('closing the server closes plain HTTP, even connections without requests', async (t) => {
  const { server, url } = await started(t)
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.on('error', () => undefined)
  await arrival(socket, 'connect')
  const ended = ending(socket)
  await server.close()
  await ended
  const late = connect(Number(new URL(url).port), '127.0.0.1')
  const [error] = await arrival(late, 'error')
  t.equal(error.code, 'ECONNREFUSED')
})

t.test('without the option insecurePort there is no plain HTTP', async (t) => {
  t.equal((await startServer(t)).insecureUrl, undefined)
})
