import { text as textOf } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { startServer } from '../../../fixtures/server.ts'
import { secret, SECRETS } from '../paths.ts'
import { arrival, ending, until } from '../../../fixtures/waits.ts'

const REVIEWS = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
const lab = await startServer(t, { maxRequestsInflight: 2, maxMutatingRequestsInflight: 2 })

const as = (name: string): Record<string, string> => ({ 'impersonate-user': name })

const inFlight = async (kind: string) => {
  const { text } = await lab.get('/metrics')
  const series = text
    .split('\n')
    .find((line) => line.startsWith('apiserver_current_inflight_requests{') && line.includes(kind))
  return Number(series?.split(' ').at(-1) ?? 0)
}

const writes = () => inFlight('mutating')
const reads = () => inFlight('readOnly')

/** Sends a request with half of its body; resolves once the server handles the request. */
const half = async (t: Test, user: string, query = '') => {
  const before = await writes()
  const socket = await lab.socket()
  t.teardown(() => socket.destroy())
  socket.on('error', () => undefined)
  socket.write(
    `POST ${REVIEWS}${query} HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\nimpersonate-user: ${user}\r\n` +
      `authorization: Bearer ${lab.server.adminToken}\r\n\r\n{}`,
  )
  await until(async () => (await writes()) !== before)
  return socket
}

t.test("a user's requests above the limit get 429, with kube-apiserver's text", async (t) => {
  const sockets = [await half(t, 'jane'), await half(t, 'jane')]
  const refused = await lab.request('POST', REVIEWS, { headers: as('jane'), body: {} })
  t.equal(refused.code, 429)
  t.equal(refused.text, 'Too many requests, please try again later.\n')
  t.equal(refused.headers['retry-after'], '1')
  t.equal(refused.headers['content-type'], 'text/plain; charset=utf-8')
  t.equal(refused.headers['x-content-type-options'], 'nosniff')
  t.ok(refused.headers['x-kubernetes-pf-flowschema-uid'])

  t.equal((await lab.request('POST', REVIEWS, { headers: as('bob'), body: {} })).code, 201, 'bob')
  t.equal((await lab.post(REVIEWS, {})).code, 201, 'an administrator')
  t.equal(await lab.code(REVIEWS, { headers: as('jane') }), 403, 'a read')
  t.equal(await lab.code('/readyz', { anonymous: true }), 200, 'a probe')

  sockets[0]!.end('  ')
  t.match(await textOf(sockets[0]!), /^HTTP\/1.1 201 /)
  t.equal((await lab.request('POST', REVIEWS, { headers: as('jane'), body: {} })).code, 201)
  sockets[1]!.destroy()
  await until(async () => (await writes()) === 0)
})

t.test('a body that does not arrive times out', async (t) => {
  const socket = await half(t, 'jane')
  lab.clock.advance(60_000)
  const [head, body] = (await textOf(socket)).split('\r\n\r\n')
  t.match(head, /^HTTP\/1.1 504 /)
  t.match(head, /\r\nconnection: close/i)
  t.strictSame(JSON.parse(body!), {
    metadata: {},
    status: 'Failure',
    message: 'Timeout: request did not complete within the allotted timeout',
    reason: 'Timeout',
    details: {},
    code: 504,
  })
})

t.test('a client can request a shorter timeout', async (t) => {
  const socket = await half(t, 'jane', '?timeout=1.5s')
  const patient = await half(t, 'jane', '?timeout=2m')
  lab.clock.advance(1_500)
  t.match(await textOf(socket), /^HTTP\/1.1 504 /)
  lab.clock.advance(58_499)
  t.equal(await writes(), 1, 'the patient request has a millisecond left')
  lab.clock.advance(1)
  t.match(await textOf(patient), /^HTTP\/1.1 504 /, 'two minutes are cut to one')
})

t.test('an invalid timeout is a 400, even for anonymous users; watches ignore it', async (t) => {
  const refused = await lab.get('/version?timeout=abc', { anonymous: true })
  t.equal(refused.code, 400)
  t.match(refused.body, {
    message: 'invalid timeout specified in the request URL - time: invalid duration "abc"',
    reason: 'BadRequest',
  })
  for (const timeout of ['32s', '0s', '-1s', '']) {
    t.equal(await lab.code(`${SECRETS}?timeout=${timeout}`), 200, timeout)
  }
  const watch = await lab.watch(`${SECRETS}?watch=true&timeout=abc`)
  t.equal(watch.message.statusCode, 200)
  watch.stop()
})

t.test('a stuck HTTP/2 stream times out; others on its connection continue', async (t) => {
  const session = lab.http2()
  t.teardown(() => session.close())
  const headers = { authorization: `Bearer ${lab.server.adminToken}` }
  const stream = session.request({ ...headers, ':method': 'POST', ':path': REVIEWS })
  stream.write('{')
  const ready = session.request({ ...headers, ':path': '/readyz' })
  await arrival(ready, 'response')
  lab.clock.advance(60_000)
  const [answer] = (await arrival(stream, 'response')) as [Record<string, unknown>]
  t.equal(answer[':status'], 504)
  stream.resume()
  await ending(stream)
  const version = session.request({ ...headers, ':path': '/version' })
  t.equal(((await arrival(version, 'response')) as [Record<string, unknown>])[0][':status'], 200)
})

t.test('a response that is not read is cut off', async (t) => {
  for (let i = 0; i < 8; i++) {
    await lab.create(SECRETS, { ...secret(`big${i}`), stringData: { x: 'x'.repeat(700_000) } })
  }
  const socket = await lab.socket()
  t.teardown(() => socket.destroy())
  const closed = ending(socket)
  socket.on('error', () => undefined)
  socket.pause()
  socket.write(
    `GET ${SECRETS} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${lab.server.adminToken}\r\n\r\n`,
  )
  // the metric counts the request for /metrics too
  await until(async () => (await reads()) >= 2)
  lab.clock.advance(60_000)
  await until(async () => (await reads()) <= 1)
  socket.resume()
  await closed
  t.ok(socket.bytesRead < 8 * 700_000, 'the response is incomplete')
})

t.test('unread small responses do not count against the request limit', async (t) => {
  for (const headers of [{}, { authorization: `Bearer ${lab.server.adminToken}`, ...as('jane') }]) {
    const sessions = [1, 2, 3].map(() => lab.http2({ settings: { initialWindowSize: 0 } }))
    t.teardown(() => sessions.forEach((session) => session.destroy()))
    for (const session of sessions) {
      const [answer] = await arrival(
        session.request({ ':path': '/version', ...headers }),
        'response',
      )
      t.equal((answer as Record<string, unknown>)[':status'], 200)
    }
    const { places, requests } = lab.server.held
    t.equal(places, 0)
    t.equal(requests, 3)
    t.equal(
      await lab.code('/version', {
        headers: headers,
        anonymous: true,
      }),
      200,
    )
    lab.clock.advance(60_000)
    await until(() => lab.server.held.requests === 0)
  }
})

t.test('the stream of an unread rejection is reset after five seconds', async (t) => {
  const refusals = [
    [401, '/version', { authorization: 'Bearer nobody' }],
    [401, `${SECRETS}?watch=true`, { authorization: 'Bearer nobody' }],
    [403, `${SECRETS}?watch=true`, {}],
    [403, SECRETS, {}],
    [400, '/version?timeout=abc', {}],
  ] as const
  for (const [code, path, headers] of refusals) {
    const session = lab.http2({ settings: { initialWindowSize: 0 } })
    session.on('error', () => undefined)
    t.teardown(() => session.destroy())
    const stream = session.request({ ':path': path, ...headers })
    stream.on('error', () => undefined)
    const [answer] = await arrival(stream, 'response')
    t.equal((answer as Record<string, unknown>)[':status'], code)
    lab.clock.advance(4_999)
    await setImmediate()
    t.equal(lab.server.held.requests, 1)
    lab.clock.advance(1)
    await until(() => lab.server.held.requests === 0)
  }
})

t.test('requests succeed while the clock jumps after each response', async (t) => {
  const at = `${await lab.namespace('jump')}/configmaps`
  for (let i = 0; i < 40; i++) {
    await lab.create(at, { metadata: { generateName: 'jump-' } })
    lab.clock.advance(3_600_000)
  }
  t.ok((await lab.get(at)).body.items.length >= 40)
})

t.test('the request timeout does not end a watch', async (t) => {
  const at = '/api/v1/namespaces/default/configmaps'
  const watch = await lab.watch(`${at}?watch=true`)
  await watch.take(1)
  lab.clock.advance(120_000)
  await lab.create(at, { metadata: { name: 'late' } })
  t.strictSame(await watch.names(1), ['ADDED late'])
  watch.stop()
})
