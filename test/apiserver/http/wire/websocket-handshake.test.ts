import t from 'tap'
import {
  isWebSocketRequest,
  refusalBytes,
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

t.test('invalid handshakes are rejected', async (t) => {
  for (const [headers, code] of [
    [{ 'sec-websocket-version': '8' }, 400],
    [{ 'sec-websocket-version': undefined }, 400],
    [{ 'sec-websocket-key': 'short' }, 400],
    [{ 'sec-websocket-key': undefined }, 400],
    [{ origin: undefined }, 403],
    [{ origin: 'null' }, 403],
    [{ 'sec-websocket-protocol': 'v1, v2' }, 400],
  ] as const) {
    t.equal(refusalOf({ ...good, ...headers })?.code, code, JSON.stringify(headers))
  }
})

t.test('a rejection is written as an HTTP response', async (t) => {
  t.equal(refusalBytes({ code: 403, header: '', text: '' }), 'HTTP/1.1 403 Forbidden\r\n\r\n')
  t.equal(
    refusalBytes({ code: 400, header: 'A: b\r\n', text: 'no' }),
    'HTTP/1.1 400 Bad Request\r\nA: b\r\n\r\nno',
  )
})
