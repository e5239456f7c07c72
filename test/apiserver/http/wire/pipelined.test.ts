import { createServer } from 'node:http'
import { type AddressInfo, connect as connectTcp, type Socket } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import t from 'tap'
import { startServer } from '../../../fixtures/server.ts'
import { serveInOrder } from '../../../../src/apiserver/http/wire/pipelined.ts'
import { arrival, ending, until } from '../../../fixtures/waits.ts'
import { times } from '../../../fixtures/times.ts'

const lab = await startServer(t, { insecurePort: 0 })
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
const AUTH = `host: localhost\r\nauthorization: Bearer ${lab.server.adminToken}\r\n`

/** Samples the number of concurrent requests; the returned function returns the maximum. */
const mostAtOnce = () => {
  let most = 0
  const look = setInterval(() => (most = Math.max(most, lab.server.held.requests)), 0)
  return () => {
    clearInterval(look)
    return most
  }
}

const nothingHeld = async () => {
  await until(() => Object.values(lab.server.held).every((held) => held === 0))
}

t.test('requests of one connection are served one after the other', async (t) => {
  const { port } = new URL(lab.insecureUrl!)
  const connections = {
    TLS: () => lab.socket(),
    'plain HTTP': async () => connectTcp(Number(port), '127.0.0.1'),
  }
  for (const [name, connection] of Object.entries(connections)) {
    for (const count of [2, 17, 2000]) {
      const socket = await connection()
      const answers = textOf(socket)
      const most = mostAtOnce()
      for (let i = 0; i < count; i++)
        socket.write(`GET /api/v1/namespaces/n-${i} HTTP/1.1\r\n${AUTH}\r\n`)
      socket.write(`GET /readyz HTTP/1.1\r\n${AUTH}connection: close\r\n\r\n`)
      const text = await answers
      t.match(text, /HTTP\/1.1 200 [^]*\r\n\r\nok$/)
      t.strictSame(
        text.match(/"name":"n-\d+"/g),
        times(count, (i) => `"name":"n-${i}"`),
        `${name}, ${count} in order`,
      )
      t.ok(most() <= 1, `${name}, ${count} one at a time`)
    }
  }
})

t.test('bodies are matched to their requests', async (t) => {
  const socket = await lab.socket()
  const answers = textOf(socket)
  for (let i = 0; i < 40; i++) {
    const body = JSON.stringify({
      metadata: { name: `p-${i}` },
      data: { a: 'x'.repeat(5000 * (i % 5)) },
    })
    socket.write(
      `POST ${CONFIG_MAPS} HTTP/1.1\r\n${AUTH}content-length: ${body.length}\r\n${i === 39 ? 'connection: close\r\n' : ''}\r\n${body}`,
    )
  }
  const text = await answers
  t.strictSame(
    [...text.matchAll(/HTTP\/1.1 (\d+)[^]*?"name":"(p-\d+)"/g)].map(
      ([, code, name]) => `${code} ${name}`,
    ),
    times(40, (i) => `201 p-${i}`),
  )
})

t.test('a connection with many waiting requests is not read further', async (t) => {
  let served = 0
  let socket: Socket | undefined
  const server = createServer((request, response) => {
    served++
    socket = request.socket
    response.end('x'.repeat(1000))
  })
  serveInOrder(server)
  t.teardown(() => server.close())
  server.listen(0)
  await arrival(server, 'listening')
  const { port } = server.address() as AddressInfo
  const client = connectTcp(port, '127.0.0.1').on('error', () => undefined)
  t.teardown(() => client.destroy())
  client.pause()
  const request = 'GET /version HTTP/1.1\r\nhost: a\r\n\r\n'
  const many = Buffer.from(request.repeat(10_000))
  const send = () => void client.write(many, (error) => (error ? undefined : send()))
  send()
  const rounds = new Promise((resolve) => {
    let before = -1
    let quiet = 0
    const look = setInterval(() => {
      const now = socket?.bytesRead ?? -1
      quiet = now === before ? quiet + 1 : 0
      before = now
      if (quiet < 20) return
      clearInterval(look)
      resolve(undefined)
    }, 5)
  })
  await rounds
  const waiting = socket!.bytesRead / request.length - served
  t.ok(waiting < (2 * 65_536) / request.length, `${waiting} requests wait`)
})

t.test('requests that wait behind a watch are dropped when the connection closes', async (t) => {
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
    await until(() => lab.server.held.streams === 1)
    t.equal(lab.server.held.requests, 1)
    socket.destroy()
    await nothingHeld()
  }
  t.strictSame(lab.server.held, {
    requests: 0,
    places: 0,
    bodies: 0,
    answers: 0,
    streams: 0,
  })
})

t.test('a long unread body closes the connection after the response', async (t) => {
  const head = `host: localhost\r\ntransfer-encoding: chunked\r\n\r\n`
  for (const [request, code] of [
    [`POST /version HTTP/1.1\r\n${head}`, 403],
    [`GET /version HTTP/1.1\r\n${head}`, 200],
    [`GET /version HTTP/1.1\r\nhost: localhost\r\ncontent-length: 3000000\r\n\r\n`, 200],
    [`GET /version HTTP/1.1\r\nconnection: close\r\n${head}`, 200],
  ] as const) {
    const socket = await lab.socket()
    socket.on('error', () => undefined)
    const text = textOf(socket)
    socket.write(request)
    const chunks = '1\r\nx\r\n'.repeat(1000)
    const sending = setInterval(() => socket.write(chunks), 5)
    t.match(await text, `HTTP/1.1 ${code} `)
    clearInterval(sending)
    socket.destroy()
  }
})

t.test('a short unread body keeps the connection open', async (t) => {
  const socket = await lab.socket()
  const text = textOf(socket)
  socket.write(`POST /version HTTP/1.1\r\nhost: localhost\r\ncontent-length: 3\r\n\r\na`)
  await until(() => socket.bytesRead > 0)
  socket.write(`bcGET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`)
  t.match(await text, /^HTTP\/1.1 403 [^]*HTTP\/1.1 200 [^]*ok$/)
})

t.test('a WebSocket request waits for earlier responses', async (t) => {
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
  // pending writes are sent before the connection closes
  void lab.server.close()
  t.match(await text, /^HTTP\/1.1 200 [^]*\r\n\r\nokHTTP\/1.1 200 [^]*\r\n\r\nokHTTP\/1.1 101 /)
})
