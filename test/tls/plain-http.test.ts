/** Plain HTTP on the TLS port. */
import { connect } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { startServer } from '../fixtures/server.ts'
import { arrival, ending } from '../fixtures/waits.ts'

/**
 * Sends the pieces on a connection; resolves with the data received until the server closes it.
 */
const answerTo = async (port: number, ...pieces: string[]) => {
  const socket = connect(port, '127.0.0.1')
  await arrival(socket, 'connect')
  let answer = ''
  socket.setEncoding('latin1').on('data', (text: string) => (answer += text))
  socket.on('error', () => undefined)
  const closed = ending(socket)
  for (const piece of pieces) {
    await new Promise((resolve) => socket.write(piece, resolve))
    await setImmediate()
  }
  await closed
  return answer
}

void t.test("a plain HTTP request gets Go's error about the protocol", async (t) => {
  const server = await startServer(t)
  const port = Number(new URL(server.url).port)
  const words = 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n'
  for (const line of [
    'GET / HTTP/1.1',
    'HEAD / HTTP/1.1',
    'POST /x HTTP/1.1',
    'PUT / HTTP/1.1',
    'OPTIONS * HTTP/1.1',
  ])
    t.equal(await answerTo(port, `${line}\r\nHost: x\r\n\r\n`), words, line)
  t.equal(
    await answerTo(port, 'G', 'E', 'T /', ' HTTP/1.1\r\n\r\n'),
    words,
    'a request in pieces gets the error too',
  )
  for (const other of ['DELETE / HTTP/1.1\r\n\r\n', 'GET x', 'hello, is anybody there?'])
    t.notMatch(
      await answerTo(port, other),
      'HTTP/1.0',
      `Go does not recognize ${other} as a request`,
    )
  t.equal(await server.code('/version'), 200, 'TLS clients are still served')
})

void t.test('a connection that ends within a method is closed; others are served', async (t) => {
  const server = await startServer(t)
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  await arrival(socket, 'connect')
  const closed = ending(socket)
  socket.resume().end('GE')
  await closed
  t.equal(await server.code('/version'), 200)
})
