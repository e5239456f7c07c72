import { type ClientHttp2Session, type ClientHttp2Stream, constants } from 'node:http2'
import { connect as connectTls } from 'node:tls'
import { text as textOf } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { startServer } from '../../../fixtures/server.ts'
import { secret, SECRETS, CSRS } from '../paths.ts'
import { arrival, ending, until } from '../../../fixtures/waits.ts'
import { times } from '../../../fixtures/times.ts'

const { NGHTTP2_CANCEL } = constants
const MAPS = '/api/v1/namespaces/default/configmaps'
const lab = await startServer(t)
const authorization = `Bearer ${lab.server.adminToken}`

const connect = (t: Test) => {
  const session = lab.http2()
  t.teardown(() => session.destroy())
  return session
}

const open = (session: ClientHttp2Session, path: string, headers: object = {}) =>
  session.request({ ':path': path, authorization, ...headers })

const read = async (stream: ClientHttp2Stream): Promise<{ headers: any; text: string }> => {
  const [headers] = await arrival(stream, 'response')
  const text = await textOf(stream)
  return { headers, text }
}

t.test('HTTP/1.1 and HTTP/2 are served on one port', async (t) => {
  const session = connect(t)
  const { headers, text } = await read(open(session, '/api/v1/namespaces/default'))
  t.equal(headers[':status'], 200)
  t.equal(text, (await lab.get('/api/v1/namespaces/default')).text)
  t.notOk(headers.connection)
})

t.test('bodies without length or type are read', async (t) => {
  const session = connect(t)
  const post = open(session, `${SECRETS}?dryRun=All`, { ':method': 'POST' })
  post.write(JSON.stringify(secret('streamed')).slice(0, 10))
  post.end(JSON.stringify(secret('streamed')).slice(10))
  const { headers, text } = await read(post)
  t.equal(headers[':status'], 201)
  t.equal(JSON.parse(text).metadata.name, 'streamed')
})

t.test('methods that no router knows get a 405', async (t) => {
  const session = connect(t)
  const asked = async (
    method: string,
    path: string,
    { by = session, token = authorization } = {},
  ) => {
    const headers = { ':method': method, ':path': path, authorization: token }
    const stream = by.request(headers)
    stream.end('{}')
    return read(stream)
  }
  for (const method of ['FOO', 'get', 'PRI', '__proto__', "x!#$%&'*+-.^_`|~9"]) {
    const { headers, text } = await asked(method, CSRS)
    t.match(headers, { ':status': 405, 'content-type': 'application/json' })
    t.strictSame(
      JSON.parse(text),
      {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: 'the server does not allow this method on the requested resource',
        reason: 'MethodNotAllowed',
        details: {},
        code: 405,
      },
      method,
    )
    t.match(await asked(method, '/readyz'), { headers: { ':status': 405 } })
    const stranger = lab.http2()
    t.match(
      await asked(method, CSRS, { by: stranger, token: '' }),
      { headers: { ':status': 405 } },
      'anonymous clients get the same answer',
    )
  }
})

t.test('an unparsable path resets its stream', async (t) => {
  const session = connect(t)
  for (const path of ['/a%zz', '/%']) {
    const stream = open(session, path)
    await t.rejects(arrival(stream, 'response'), path)
    t.equal(stream.rstCode, constants.NGHTTP2_PROTOCOL_ERROR)
  }
  t.equal((await read(open(session, '/readyz'))).text, 'ok', 'the connection stays open')
})

t.test('names in paths may be unescaped UTF-8', async (t) => {
  const session = connect(t)
  const bytes = Buffer.from('größe').toString('latin1')
  const { text } = await read(open(session, `/api/v1/namespaces/${bytes}`))
  t.match(JSON.parse(text).message, 'namespaces "größe" not found')
})

t.test('client certificates authenticate, also when a TLS session is resumed', async (t) => {
  const { certificatePem: cert, keyPem: key } = lab.server.admin
  for (const ALPNProtocols of [['h2'], ['http/1.1']]) {
    let ticket: Buffer | undefined
    for (const round of ['first', 'resumed']) {
      const socket = connectTls({
        host: '127.0.0.1',
        port: lab.port,
        rejectUnauthorized: false,
        cert,
        key,
        ALPNProtocols,
        ...(ticket === undefined ? {} : { session: ticket }),
      })
      socket.on('session', (session: Buffer) => (ticket = session))
      await arrival(socket, 'secureConnect')
      t.equal(socket.isSessionReused(), round === 'resumed', `${ALPNProtocols[0]} ${round}`)
      if (ALPNProtocols[0] === 'h2') {
        const session = lab.http2({ createConnection: () => socket })
        const { headers } = await read(session.request({ ':path': CSRS }))
        t.equal(headers[':status'], 200, round)
        session.close()
      } else {
        socket.write(`GET ${CSRS} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)
        const text = await textOf(socket)
        t.match(text, /^HTTP\/1.1 200 OK/, round)
      }
      socket.destroy()
    }
  }
})

t.test('an unauthenticated client gets one request per connection', async (t) => {
  for (const token of ['', 'Bearer wrong']) {
    const session = lab.http2()
    const goaway = arrival(session, 'goaway')
    const { headers } = await read(
      session.request({ ':path': '/version', ...(token === '' ? {} : { authorization: token }) }),
    )
    t.equal(headers[':status'], token === '' ? 200 : 401)
    const [code] = await goaway
    t.equal(code, 0, 'without an error')
    if (!session.closed) await ending(session)
  }
})

t.test(
  'an anonymous client gets one request per connection, however many arrive at once',
  async (t) => {
    const session = lab.http2()
    session.on('error', () => undefined)
    await arrival(session, 'connect')
    const streams = times(100, () => session.request({ ':path': '/version' }))
    const ends = streams.map(async (stream) => {
      stream.on('error', () => undefined).resume()
      let code: unknown
      stream.once('response', (headers) => (code = headers[':status']))
      await ending(stream)
      return code ?? stream.rstCode
    })
    const outcomes = await Promise.all(ends)
    t.equal(outcomes.filter((outcome) => outcome === 200).length, 1)
    // the server may close the connection before the client has sent all requests
    t.ok(outcomes.filter((outcome) => outcome === constants.NGHTTP2_REFUSED_STREAM).length > 90)
  },
)

t.test('a HEAD request ends when the client closes its stream, whatever its path', async (t) => {
  const big = { data: { a: 'x'.repeat(100_000) } }
  for (const name of ['one', 'two']) await lab.create(MAPS, { metadata: { name }, ...big })
  const session = connect(t)
  const paths = [
    '/readyz',
    '/openapi/v2',
    MAPS,
    `${MAPS}?watch=true`,
    `${MAPS}?resourceVersion=9999`,
  ]
  const ends = times(100, (i) => {
    const stream = open(session, paths[i % paths.length]!, { ':method': 'HEAD' })
    const ended = ending(stream)
    stream.on('error', () => undefined).close(NGHTTP2_CANCEL)
    return ended
  })
  await Promise.all(ends)
  // sent last, so its answer shows that the server has received the HEAD requests
  t.equal((await read(open(session, '/livez'))).text, 'ok')
  await until(() => Object.values(lab.server.held).every((much) => much === 0), 'nothing is held')
})

t.test('watches share a connection', async (t) => {
  const session = connect(t)
  const streams = times(20, (i) =>
    open(session, `${SECRETS}?watch=true&resourceVersion=0&fieldSelector=metadata.name%3Dw${i}`),
  )
  const heads = await Promise.all(streams.map((stream) => arrival(stream, 'response')))
  t.ok(heads.every(([headers]) => headers[':status'] === 200))
  const last = arrival(streams[7]!, 'data')
  await lab.create(SECRETS, secret('w7'))
  t.match(String((await last)[0]), '{"type":"ADDED","object":{"kind":"Secret"')
})
