import { connect, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import t, { type Test } from 'tap'
import { startServer } from '../../../fixtures/server.ts'
import { arrival } from '../../../fixtures/waits.ts'

/** Records, for all connections of this process, whether writes are sent at once. */
const atOnce = new Map<Socket, boolean>()

/** Replaces `setNoDelay` until the test ends. */
const listen = (t: Test) => {
  // oxlint-disable-next-line typescript/unbound-method -- called with its socket below
  const { setNoDelay } = Socket.prototype
  Socket.prototype.setNoDelay = function (this: Socket, noDelay = true) {
    atOnce.set(this, noDelay)
    return setNoDelay.call(this, noDelay)
  }
  t.teardown(() => (Socket.prototype.setNoDelay = setNoDelay))
}

/** Whether the server's end of a connection sends without delay. */
const isAtOnce = (client: Socket) =>
  [...atOnce].some(
    ([socket, noDelay]) =>
      noDelay && socket.localPort === client.remotePort && socket.remotePort === client.localPort,
  )

const begin = async (socket: Duplex, headers: string) => {
  socket.write(`GET /api/v1/namespaces?watch=true HTTP/1.1\r\nhost: localhost\r\n${headers}\r\n`)
  const [chunk] = (await arrival(socket, 'data')) as [Buffer]
  return chunk.toString().split('\r\n')[0]!
}

t.test("over TLS, Nagle's algorithm is off for HTTP/1.1 and WebSockets", async (t) => {
  listen(t)
  const lab = await startServer(t)
  const authorization = `authorization: Bearer ${lab.server.adminToken}\r\n`
  const webSocket =
    'connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n' +
    'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\norigin: http://localhost\r\n'
  for (const [name, headers, status] of [
    ['HTTP/1.1', authorization, 'HTTP/1.1 200 OK'],
    ['a WebSocket', authorization + webSocket, 'HTTP/1.1 101 Switching Protocols'],
  ] as const) {
    const socket = await lab.socket()
    t.equal(await begin(socket, headers), status)
    t.ok(isAtOnce(socket), name)
    socket.destroy()
  }
})

t.test("over plain HTTP, Nagle's algorithm is off", async (t) => {
  listen(t)
  const { server, insecureUrl } = await startServer(t, { insecurePort: 0 })
  const port = Number(new URL(insecureUrl!).port)
  const socket = connect(port, '127.0.0.1')
  t.match(await begin(socket, `authorization: Bearer ${server.adminToken}\r\n`), / 200 /)
  t.ok(isAtOnce(socket))
  socket.destroy()
})
