import { connect as connectHttp2, createServer, type ServerHttp2Session } from 'node:http2'
import { createServer as createHttp1 } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import {
  answerClientError,
  closeIdleSessions,
} from '../../../../src/apiserver/http/wire/connections.ts'
import { arrival, ending } from '../../../fixtures/waits.ts'

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')

const SETTINGS = 4
const HEADERS = 1
const PING = 6
const GOAWAY = 7

const frame = (type: number, stream: number, payload: Buffer) => {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head[3] = type
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}

const BEGINNING = Buffer.concat([PREFACE, frame(SETTINGS, 0, Buffer.alloc(0))])

/** Starts a server without TLS, with this idle timeout for sessions; returns its port. */
const listening = async (t: Test, idleMs: number) => {
  const server = createServer()
  closeIdleSessions(server, idleMs, 20)
  const sessions: ServerHttp2Session[] = []
  server.on('session', (session) => {
    sessions.push(session)
    session.on('error', () => undefined)
  })
  t.teardown(() => {
    sessions.forEach((session) => session.destroy())
    server.close()
  })
  // a response that ends only when the client ends it
  server.on('stream', (stream) => {
    stream.on('error', () => undefined)
    stream.respond({ ':status': 200 })
    stream.write('x')
  })
  server.listen(0)
  await arrival(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** Writes `piece` repeatedly until the session ends; returns the code of the GOAWAY, if any. */
const trickle = async (socket: Socket, piece: Buffer) => {
  const received: Buffer[] = []
  socket.on('data', (chunk: Buffer) => received.push(chunk))
  const sending = setInterval(() => socket.write(piece), 10)
  await ending(socket)
  clearInterval(sending)
  const bytes = Buffer.concat(received)
  for (let at = 0; at + 9 <= bytes.length; at += 9 + bytes.readUIntBE(at, 3))
    if (bytes[at + 3] === GOAWAY) return bytes.readUInt32BE(at + 9 + 4)
  return undefined
}

t.test('slow bytes, and data that is not a request, do not keep a session open', async (t) => {
  const port = await listening(t, 200)
  const open = (more: Buffer) => {
    const socket = connect(port)
    socket.write(Buffer.concat([BEGINNING, more]))
    return socket
  }
  const half = frame(HEADERS, 1, Buffer.alloc(8000)).subarray(0, 9)
  for (const [name, first, piece] of [
    ['a slow HEADERS frame', half, Buffer.alloc(1)],
    ['pings', Buffer.alloc(0), frame(PING, 0, Buffer.alloc(8))],
    ['settings', Buffer.alloc(0), frame(SETTINGS, 0, Buffer.alloc(0))],
  ] as const)
    t.equal(await trickle(open(first), piece), 0, `${name}: an orderly close, without an error`)
})

/** Opens a stream; doubles the idle timeout of sessions until the request can start in time. */
const begun = async (t: Test) => {
  for (let idleMs = 100; ; idleMs *= 2) {
    const port = await listening(t, idleMs)
    const session = connectHttp2(`http://localhost:${port}`).on('error', () => undefined)
    const stream = session.request({ ':path': '/' })
    const isBegun = await arrival(stream, 'data').then(
      () => true,
      () => false,
    )
    if (isBegun) return { port, session, stream }
  }
}

t.test('a quiet stream keeps its session open; the session closes after the stream', async (t) => {
  const { port, session, stream } = await begun(t)
  // waits until the server has closed two sessions without streams
  for (let i = 0; i < 2; i++) await ending(connectHttp2(`http://localhost:${port}`))
  t.notOk(session.closed)
  t.notOk(stream.closed)
  stream.close()
  await ending(session)
})

t.test('an unknown method gets a 405, and malformed HTTP a 400', async (t) => {
  const server = createHttp1((_request, response) => response.end('ok'))
  server.on('clientError', answerClientError)
  t.teardown(() => server.close())
  server.listen(0)
  await arrival(server, 'listening')
  const { port } = server.address() as AddressInfo
  const told = async (text: string) => {
    const socket = connect(port, '127.0.0.1')
    socket.end(text)
    return await textOf(socket)
  }
  const rest = ' /api/v1/pods HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
  t.match(await told(`GET${rest}`), /^HTTP\/1.1 200 /)
  for (const method of ['FOO', 'get', "x!#$%&'*+-.^_`|~9"]) {
    const text = await told(`${method}${rest}`)
    t.match(text, /^HTTP\/1.1 405 Method Not Allowed\r\n/, method)
    t.match(JSON.parse(text.split('\r\n\r\n')[1]!), { code: 405, reason: 'MethodNotAllowed' })
  }
  for (const text of [`F(O${rest}`, `\u0001${rest}`, 'FOO\r\n\r\n']) {
    t.match(await told(text), /^HTTP\/1.1 400 Bad Request\r\n/, JSON.stringify(text.slice(0, 20)))
  }
})
