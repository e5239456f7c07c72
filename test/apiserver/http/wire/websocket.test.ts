import type { IncomingMessage } from 'node:http'
import { text as textOf } from 'node:stream/consumers'
import t from 'tap'
import { WebSocket } from 'ws'
import { startServer } from '../../../fixtures/server.ts'
import { CSRS, secret, SECRETS } from '../paths.ts'
import { arrival, ending, until } from '../../../fixtures/waits.ts'

const lab = await startServer(t)
const origin = 'https://dashboard.example'
const authorization = `Bearer ${lab.server.adminToken}`
const TOKEN_PROTOCOL = 'base64url.bearer.authorization.k8s.io.'

interface Dial {
  readonly headers?: Record<string, string>
  readonly protocols?: string[]
  readonly anonymous?: boolean
}

const dial = (path: string, { headers, protocols = [], anonymous }: Dial = {}) =>
  new WebSocket(`wss://127.0.0.1:${lab.port}${path}`, protocols, {
    rejectUnauthorized: false,
    headers: { origin, ...(anonymous === true ? {} : { authorization }), ...headers },
  })

interface Message {
  readonly data: Buffer
  readonly binary: boolean
}

const messagesOf = (socket: WebSocket): { next(): Promise<Message>; json(): Promise<any> } => {
  const waiting: Message[] = []
  socket.on('message', (data: Buffer, binary: boolean) => waiting.push({ data, binary }))
  const next = async () => {
    if (waiting.length === 0) await arrival(socket, 'message')
    return waiting.shift()!
  }
  return { next, json: async () => JSON.parse((await next()).data.toString()) }
}

const refusal = async (socket: WebSocket) => {
  const [, message] = (await arrival(socket, 'unexpected-response')) as [unknown, IncomingMessage]
  socket.on('error', () => undefined)
  const text = await textOf(message)
  return { message, text }
}

let namespaces = 0
const fresh = async () => {
  namespaces += 1
  return `${await lab.namespace(`sockets-${namespaces}`)}/secrets`
}

t.test('each event is a text message with the line that an ordinary watch sends', async (t) => {
  const at = await fresh()
  await lab.create(at, secret('a'))
  const socket = dial(`${at}?watch=true`)
  const messages = messagesOf(socket)
  const plain = await lab.watch(`${at}?watch=true`)
  const { data, binary } = await messages.next()
  t.notOk(binary)
  t.ok(data.toString().endsWith('}\n'))
  t.strictSame(JSON.parse(data.toString()), await plain.next())
  await lab.create(at, secret('b'))
  t.match(await messages.json(), { type: 'ADDED', object: { metadata: { name: 'b' } } })
  await lab.delete(`${at}/b`)
  t.match(await messages.json(), { type: 'DELETED', object: { metadata: { name: 'b' } } })
  socket.close()
  plain.stop()
})

t.test('protobuf is sent in binary messages, without a length prefix', async (t) => {
  const at = await fresh()
  await lab.create(at, secret('a'))
  const headers = { accept: 'application/vnd.kubernetes.protobuf' }
  const socket = dial(`${at}?watch=true`, { headers })
  const { data, binary } = await messagesOf(socket).next()
  t.ok(binary)
  t.equal(data.subarray(0, 7).toString(), '\n\u0005ADDED')
  t.ok(data.includes(Buffer.from('k8s\0')))
  socket.close()
})

t.test('a watch from a compacted version gets an error, then ends', async (t) => {
  const socket = dial(`${CSRS}?watch=true&resourceVersion=1`)
  const closed = ending(socket)
  t.match(await messagesOf(socket).json(), {
    type: 'ERROR',
    object: { kind: 'Status', code: 410, reason: 'Expired' },
  })
  t.equal((await closed)[0], 1000)
})

t.test('pings are answered, and messages from the client are ignored', async (t) => {
  const at = await fresh()
  const socket = dial(`${at}?watch=true`)
  const messages = messagesOf(socket)
  await arrival(socket, 'open')
  socket.send('what about me?')
  socket.send(Buffer.alloc(100_000))
  socket.ping('still there?')
  t.equal(String((await arrival(socket, 'pong'))[0]), 'still there?')
  await lab.create(at, secret('a'))
  t.equal((await messages.json()).object.metadata.name, 'a')
  socket.close()
})

t.test('after either side ends the connection, no timers are left', async (t) => {
  const at = await fresh()
  const before = lab.clock.waiting.length
  const sockets = [0, 1, 2].map(() => dial(`${at}?watch=true`))
  await Promise.all(sockets.map((socket) => arrival(socket, 'open')))
  await until(() => lab.clock.waiting.length === before + 3)
  const closed = ending(sockets[0]!)
  sockets[0]!.close(1000, 'enough')
  sockets[1]!.terminate()
  // a message larger than the limit for request bodies
  sockets[2]!.on('error', () => undefined)
  const refused = ending(sockets[2]!)
  sockets[2]!.send(Buffer.alloc(4 * 1024 * 1024))
  t.equal((await closed)[0], 1000)
  t.equal((await refused)[0], 1009)
  await until(() => lab.clock.waiting.length === before)
})

t.test('a slow reader is disconnected; others are unaffected', async (t) => {
  const at = await fresh()
  const before = lab.clock.waiting.length
  const slow = dial(`${at}?watch=true`)
  await arrival(slow, 'open')
  slow.pause()
  const quick = dial(`${at}?watch=true`)
  const messages = messagesOf(quick)
  await until(() => lab.clock.waiting.length === before + 2)
  const stringData = { a: 'x'.repeat(500_000) }
  const written = 24
  for (let i = 0; i < written; i += 1) {
    await lab.create(at, { metadata: { name: `big-${i}` }, stringData })
    t.equal((await messages.json()).object.metadata.name, `big-${i}`)
  }
  // two more timers start: one for the slow client, one for the memory of its unread event
  await until(() => lab.clock.waiting.length === before + 4)
  lab.clock.advance(60_000)
  let received = 0
  slow.on('message', () => (received += 1))
  slow.on('error', () => undefined)
  const closed = ending(slow)
  slow.resume()
  t.equal((await closed)[0], 1006, 'without a close frame')
  t.ok(received < written, 'the client missed the rest')
  await lab.create(at, secret('after'))
  t.equal((await messages.json()).object.metadata.name, 'after')
  quick.close()
})

t.test('a token among the subprotocols authenticates its user', async (t) => {
  const encoded = Buffer.from(lab.server.adminToken).toString('base64url')
  const at = await fresh()
  await lab.create(at, secret('a'))
  const socket = dial(`${at}?watch=true`, {
    anonymous: true,
    protocols: [TOKEN_PROTOCOL + encoded, 'base64.binary.k8s.io'],
  })
  t.equal((await messagesOf(socket).json()).object.metadata.name, 'a')
  t.equal(socket.protocol, 'base64.binary.k8s.io')
  socket.close()
  for (const protocols of [
    [TOKEN_PROTOCOL + encoded],
    [TOKEN_PROTOCOL + Buffer.from('wrong').toString('base64url'), 'v1'],
  ]) {
    const { message } = await refusal(dial(`${at}?watch=true`, { anonymous: true, protocols }))
    t.equal(message.statusCode, 401)
  }
  const headers = { 'sec-websocket-protocol': `${TOKEN_PROTOCOL}${encoded}, v1` }
  const plain = await lab.get(at, { anonymous: true, headers })
  t.equal(plain.code, 403, 'outside a WebSocket handshake, the token is ignored')
})

t.test('errors before the handshake are ordinary Statuses', async (t) => {
  for (const [path, dialed, code, reason] of [
    [`${SECRETS}?watch=true`, { anonymous: true }, 403, 'Forbidden'],
    [`${SECRETS}?watch=true`, { headers: { authorization: 'Bearer nobody' } }, 401, 'Unauthorized'],
    [`${SECRETS}?watch=true&timeoutSeconds=x`, {}, 400, 'BadRequest'],
    [
      `${SECRETS}?watch=true`,
      { headers: { accept: 'application/json;stream=x' } },
      406,
      'NotAcceptable',
    ],
    ['/api/v1/namespaces/default/secrets/none', {}, 404, 'NotFound'],
  ] as const) {
    const { message, text } = await refusal(dial(path, dialed))
    t.equal(message.statusCode, code, path)
    t.equal(message.headers.connection, 'close')
    t.match(JSON.parse(text), { kind: 'Status', code, reason })
  }
})

t.test('only a watch becomes a WebSocket', async (t) => {
  const { message, text } = await refusal(dial(SECRETS))
  t.equal(message.statusCode, 200)
  t.equal(JSON.parse(text).kind, 'SecretList')
})

const raw = async (path: string, head: string) => {
  const socket = await lab.socket()
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\n${head}\r\n`)
  return textOf(socket)
}

t.test('upgrades to other protocols are ignored', async (t) => {
  const text = await raw(
    '/api/v1/namespaces/default',
    'Connection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n',
  )
  t.match(text, /^HTTP\/1.1 200 OK\r\n/)
  t.match(text, '"name":"default"')
})

t.test('a connection lost during the handshake affects nothing else', async (t) => {
  const socket = await lab.socket()
  const head = `Host: x\r\nAuthorization: ${authorization}\r\nConnection: upgrade\r\nUpgrade: websocket\r\n`
  socket.end(`GET ${SECRETS}?watch=true HTTP/1.1\r\n${head}\r\n`, () => socket.destroy())
  await ending(socket)
  t.equal(await lab.code('/api/v1/namespaces/default'), 200)
})

t.test('closing the server sends a close frame', async (t) => {
  const own = await startServer(t)
  const socket = new WebSocket(`wss://127.0.0.1:${own.port}${SECRETS}?watch=true`, {
    rejectUnauthorized: false,
    headers: { origin, authorization: `Bearer ${own.server.adminToken}` },
  })
  await arrival(socket, 'open')
  const closed = ending(socket)
  await own.server.close()
  t.equal((await closed)[0], 1000)
})
