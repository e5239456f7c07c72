import t from 'tap'
import {
  isWebSocketRequest,
  refusalOf,
} from '../../../../src/apiserver/http/wire/websocket-handshake.ts'

t.test('requests for a WebSocket are recognized by their headers', async (t) => {
  for (const [connection, upgrade, wanted] of [
    ['Upgrade', 'websocket', true],
    ['keep-alive, Upgrade', 'WebSocket', true],
    ['upgrade , close', 'websocket', true],
    ['keep-alive', 'websocket', false],
    ['notupgrade', 'websocket', false],
    ['Upgrade', 'h2c', false],
    ['Upgrade', 'websocket, h2c', false],
  ] as const) {
    t.equal(isWebSocketRequest({ connection, upgrade }), wanted, `${connection}; ${upgrade}`)
  }
  t.notOk(isWebSocketRequest({ upgrade: 'websocket' }))
  t.notOk(isWebSocketRequest({}))
})

const good = {
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  origin: 'https://dashboard.example',
}

t.test('a valid handshake is accepted', async (t) => {
  t.equal(refusalOf(good), undefined)
  t.equal(refusalOf({ ...good, 'sec-websocket-protocol': 'v1' }), undefined)
  const withToken = 'v1, base64url.bearer.authorization.k8s.io.eA'
  t.equal(refusalOf({ ...good, 'sec-websocket-protocol': withToken }), undefined)
})

t.test('invalid handshakes are rejected with an HTTP response', async (t) => {
  const bad = 'HTTP/1.1 400 Bad Request\r\n'
  const version = `${bad}Sec-WebSocket-Version: 13\r\n\r\nmissing or bad WebSocket Version`
  const key = `${bad}\r\nmismatch challenge/response`
  const origin = 'HTTP/1.1 403 Forbidden\r\n\r\n'
  for (const [headers, response] of [
    [{ 'sec-websocket-version': '8' }, version],
    [{ 'sec-websocket-version': undefined }, version],
    [{ 'sec-websocket-key': 'short' }, key],
    [{ 'sec-websocket-key': undefined }, key],
    [{ origin: undefined }, origin],
    [{ origin: 'null' }, origin],
    [{ 'sec-websocket-protocol': 'v1, v2' }, `${bad}\r\n`],
  ] as const) {
    t.equal(refusalOf({ ...good, ...headers }), response, JSON.stringify(headers))
  }
})
