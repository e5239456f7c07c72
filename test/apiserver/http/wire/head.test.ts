import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import t, { type Test } from 'tap'
import { startServer } from '../../../fixtures/server.ts'
import { ending } from '../../../fixtures/waits.ts'

/** Sends the head of a request; resolves with the whole response. */
const send = async (socket: Duplex, head: string) => {
  socket.write(`${head}\r\n\r\n`)
  let text = ''
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
  await ending(socket)
  return text
}

const sendHosts = (socket: Duplex, hosts: readonly string[]) =>
  send(socket, ['GET /readyz HTTP/1.1', ...hosts, 'connection: close'].join('\r\n'))

const judge = async (t: Test, ask: (hosts: readonly string[]) => Promise<string>) => {
  t.match(await ask(['host: localhost']), /^HTTP\/1\.1 200 OK\r\n/)
  t.match(await ask(['Host: [::1]:6443']), /^HTTP\/1\.1 (200|403) /)
  for (const hosts of [
    ['host: localhost', 'HOST: localhost'],
    ['host: localhost', 'host: example.com'],
    ['host: localhost', 'host:'],
  ]) {
    const answer = await ask(hosts)
    t.match(answer, /^HTTP\/1\.1 400 Bad Request\r\n/, hosts.join())
    t.match(answer, /\r\n\r\n400 Bad Request$/)
  }
}

t.test('invalid request heads get the errors of Go', async (t) => {
  const lab = await startServer(t)
  const ask = async (head: string) => send(await lab.socket(), head)
  const missing = '400 Bad Request: missing required Host header'
  t.match(await ask('GET /readyz HTTP/1.1'), `\r\n\r\n${missing}`)
  t.match(
    await ask('GET /readyz HTTP/1.0'),
    /^HTTP\/1\.1 (200|403) /,
    'HTTP/1.0 needs no Host header',
  )
  const post = (line: string) => `POST /readyz HTTP/1.1\r\nhost: x\r\n${line}`
  for (const encoding of ['gzip, chunked', 'identity']) {
    const answer = await ask(post(`transfer-encoding: ${encoding}`))
    t.match(answer, /^HTTP\/1\.1 501 Not Implemented\r\n/, encoding)
    t.match(answer, /\r\n\r\nUnsupported transfer encoding/, encoding)
  }
  t.match(
    await ask('GET /readyz HTTP/2.0\r\nhost: x'),
    /^HTTP\/1\.1 505 .*\r\n\r\n505 HTTP Version Not Supported: unsupported protocol version$/s,
  )
  const unexpected = await ask(post('expect: wonders\r\ncontent-length: 3'))
  t.match(unexpected, /^HTTP\/1\.1 417 Expectation Failed\r\n/)
  t.match(unexpected, /content-length: 0\r\n/i)
})

t.test('a request must have exactly one valid Host header', async (t) => {
  const lab = await startServer(t)
  await judge(t, async (hosts) => sendHosts(await lab.socket(), hosts))
  for (const host of ['a b', 'a/b', 'a"b', 'a\\b', 'caf\xe9', 'a<b>']) {
    const answer = await sendHosts(await lab.socket(), [`host: ${host}`])
    t.match(answer, /\r\n\r\n400 Bad Request: malformed Host header$/, host)
  }
})

t.test('heads are checked over plain HTTP too', async (t) => {
  const { insecureUrl } = await startServer(t, { insecurePort: 0 })
  const port = Number(new URL(insecureUrl!).port)
  await judge(t, (hosts) => sendHosts(connect(port, '127.0.0.1'), hosts))
})
