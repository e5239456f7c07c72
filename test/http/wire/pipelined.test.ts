import type { TLSSocket } from 'node:tls'
import t from 'tap'
import { startServer } from '../../fixtures/server.ts'
import { ending, until } from '../../fixtures/waits.ts'

const lab = await startServer(t, { insecurePort: 0 })
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
const AUTH = `host: a\r\nauthorization: Bearer ${lab.server.adminToken}\r\n`

const textOf = async (socket: TLSSocket): Promise<string> => {
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  return text
}

/** Until nothing of any request is left. */
const nothingHeld = async (): Promise<void> => {
  await until(() => Object.values(lab.server.held).every((held) => held === 0))
}

t.test('requests that wait behind a watch end with their connection', async (t) => {
  const behind = [
    `GET ${CONFIG_MAPS} HTTP/1.1\r\n${AUTH}\r\n`,
    `GET ${CONFIG_MAPS}?watch=true HTTP/1.1\r\n${AUTH}\r\n`,
    `POST ${CONFIG_MAPS} HTTP/1.1\r\n${AUTH}content-length: 1000000\r\n\r\n{`,
  ]
  for (const last of behind) {
    const socket = await lab.socket()
    socket.on('error', () => undefined)
    const watch = `GET ${CONFIG_MAPS}?watch=true HTTP/1.1\r\n${AUTH}\r\n`
    socket.write(`${watch}GET /readyz HTTP/1.1\r\n${AUTH}\r\n${last}`)
    await until(() => lab.server.held.requests >= 3)
    socket.destroy()
    await nothingHeld()
  }
  t.strictSame(lab.server.held, {
    requests: 0,
    places: 0,
    large: 0,
    bodies: 0,
    answers: 0,
    streams: 0,
  })
})

t.test('a request for a WebSocket waits for the answers before it', async (t) => {
  const upgrade =
    `GET ${CONFIG_MAPS}?watch=true HTTP/1.1\r\n${AUTH}connection: upgrade\r\n` +
    'upgrade: websocket\r\nsec-websocket-version: 13\r\norigin: http://a\r\n' +
    'sec-websocket-key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n'
  const gone = await lab.socket()
  gone.on('error', () => undefined)
  gone.write(`GET ${CONFIG_MAPS}?watch=true HTTP/1.1\r\n${AUTH}\r\n${upgrade}`)
  await until(() => lab.server.held.streams > 0)
  gone.destroy()
  await ending(gone)
  await nothingHeld()

  const socket = await lab.socket()
  socket.write(`GET /healthz HTTP/1.1\r\n${AUTH}\r\nGET /livez HTTP/1.1\r\n${AUTH}\r\n${upgrade}`)
  const text = textOf(socket)
  await until(() => lab.server.held.streams > 0)
  // what has been written is sent, and then the connection ends
  void lab.server.close()
  t.match(await text, /^HTTP\/1.1 200 [^]*\r\n\r\nokHTTP\/1.1 200 [^]*\r\n\r\nokHTTP\/1.1 101 /)
})
