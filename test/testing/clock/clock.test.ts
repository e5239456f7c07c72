import { X509Certificate } from 'node:crypto'
import { connect } from 'node:tls'
import t from 'tap'
import { createServer } from '../../../src/server/server.ts'
import { COLLECTION, csrBody } from '../../fixtures/builders.ts'
import { issued } from '../../fixtures/issued.ts'
import { type Call, inject, startServer, type TestServer } from '../../fixtures/server.ts'
import { arrival, until } from '../../fixtures/waits.ts'

const HOUR = 3_600_000
const CLOCK = '/csrlab/v1/clock'
const WHO = '/apis/authentication.k8s.io/v1/selfsubjectreviews'

const advance = async (server: TestServer, by: string) => {
  const { code, body, text } = await server.post(`${CLOCK}/advance`, { by })
  if (code !== 200) throw new Error(text)
  return body.time
}

const login = async (server: TestServer, call: Call) => (await server.post(WHO, {}, call)).code

const userFor = async (server: TestServer, expirationSeconds: number) =>
  (await issued(server, 'jane', { spec: { expirationSeconds } })).identity

t.test('the clock is read and moved', async (t) => {
  const server = await startServer(t)
  const { body: before } = await server.get(CLOCK)
  t.same(before, { time: '2030-05-06T07:08:09Z', running: true, ahead: '0s' })
  const { body } = await server.post(`${CLOCK}/advance`, { by: '1d' })
  t.same(body, { time: '2030-05-07T07:08:09Z', running: true, ahead: '24h0m0s' })
  const put = async (sent: object) => (await server.put(CLOCK, sent)).body
  t.same(await put({ running: false }), { ...body, running: false })
  t.equal((await put({ time: '2030-05-08T00:00:00Z' })).time, '2030-05-08T00:00:00Z')
  server.clock.advance(HOUR)
  const time = '2030-05-08T00:00:00Z'
  const later = { time, running: false, ahead: '39h51m51s' }
  t.same((await server.get(CLOCK)).body, later)
  t.same(await put({ time, running: true }), { ...later, running: true })
  const created = await server.create('/api/v1/namespaces', { metadata: { name: 'later' } })
  t.equal(created.metadata.creationTimestamp, '2030-05-08T00:00:00Z')
})

t.test('invalid requests are errors; moving the clock back needs force', async (t) => {
  const server = await startServer(t)
  const refused = async (method: string, path: string, body: object) => {
    const answer = await server.request(method, path, { body })
    return [answer.code, answer.body.message]
  }
  t.same(await refused('POST', `${CLOCK}/advance`, {}), [
    400,
    'by: write a duration such as "30d", "24h" or "1h30m", not nothing',
  ])
  t.same(await refused('POST', `${CLOCK}/advance`, { by: '90000000h' }), [
    400,
    'by: the clock ranges from 1970 to the end of 9999',
  ])
  t.same(await refused('PUT', CLOCK, { force: true }), [400, 'give time, running, or both'])
  t.same(await refused('PUT', CLOCK, { time: '2030-05-06T07:08:08Z' }), [
    409,
    'the clock is at 2030-05-06T07:08:09Z and moves forward only, since going back leaves objects from the future: give "force": true to move it back to 2030-05-06T07:08:08Z anyway',
  ])
  t.same(await refused('PUT', CLOCK, { time: '2030-05-06T07:08:08Z', force: true }), [
    200,
    undefined,
  ])
  t.equal((await server.get(CLOCK)).body.time, '2030-05-06T07:08:08Z')
})

t.test('while the clock moves, objects expire in order, and watches see deletions', async (t) => {
  const server = await startServer(t, { hints: true })
  const watch = await server.watch(`${COLLECTION}?watch=true`)
  await userFor(server, 86_400)
  await server.create(COLLECTION, csrBody({ name: 'pending' }))
  const events = '/api/v1/namespaces/default/events'
  await server.until(events, ({ items }) => items.length > 2)

  await advance(server, '1h30m')
  t.same((await server.get(events)).body.items, [], 'events expire after an hour')
  t.equal(await server.code(`${COLLECTION}/jane`), 200)
  await advance(server, '1h')
  t.equal(await server.code(`${COLLECTION}/jane`), 404, 'the cleaner has run')
  t.equal(await server.code(`${COLLECTION}/pending`), 200)
  await advance(server, '24h')
  t.equal(await server.code(`${COLLECTION}/pending`), 404)

  const seen: string[] = []
  while (!seen.includes('DELETED pending')) {
    const { type, object } = await watch.next()
    seen.push(`${type} ${object.metadata.name}`)
  }
  t.ok(seen.indexOf('DELETED jane') < seen.indexOf('DELETED pending'))
  watch.stop()
})

t.test('credentials expire', async (t) => {
  const server = await startServer(t)
  const identity = await userFor(server, 3600)
  const account = '/api/v1/namespaces/default/serviceaccounts/default/token'
  const { body } = await server.post(account, { spec: { expirationSeconds: 3600 } })
  const codes = async () => [
    await login(server, { identity }),
    await login(server, { token: body.status.token }),
  ]
  await advance(server, '59m')
  t.same(await codes(), [201, 201])
  await advance(server, '3m')
  t.same(await codes(), [401, 401])
})

t.test('moves of the clock do not affect the serving certificate', async (t) => {
  const server = await startServer(t)
  const shown = async () => {
    const socket = connect({ host: '127.0.0.1', port: server.port, rejectUnauthorized: false })
    await arrival(socket, 'secureConnect')
    const { raw } = socket.getPeerCertificate()
    socket.destroy()
    return new X509Certificate(raw)
  }
  const { admin } = server.server
  const serving = await shown()
  await advance(server, `${3 * 8760}h`)
  t.equal(
    (await shown()).serialNumber,
    serving.serialNumber,
    'clients use real time, so the certificate is not renewed',
  )
  const identity = { certificate: admin.certificatePem, key: admin.keyPem }
  t.equal(
    await login(server, { identity }),
    201,
    "the administrator's certificate is valid as long as the CA",
  )
  await server.put(CLOCK, { time: '2031-01-01T00:00:00Z', force: true })
  t.equal((await shown()).serialNumber, serving.serialNumber)
  t.equal(await login(server, { identity }), 201)
})

t.test('with a stopped clock, the server keeps working', async (t) => {
  const server = await startServer(t)
  await server.put(CLOCK, { running: false })
  const jane = await userFor(server, 3600)
  server.clock.advance(24 * HOUR)
  t.equal(await login(server, { identity: jane }), 201)
  const slow = server.get(`${COLLECTION}?resourceVersion=999999`)
  let answered = false
  void slow.then(() => (answered = true))
  await until(() => {
    if (!answered) server.clock.advance(1000)
    return answered
  })
  t.equal((await slow).code, 504, 'the request times out in real time')
})

t.test("a restarted server continues at its clock's time", async (t) => {
  const dataDir = t.testdir()
  const folder = { dataDir, caKeyType: 'p256' } as const
  const first = await createServer(folder)
  const ask = async (
    server: typeof first,
    method: 'GET' | 'PUT' | 'POST',
    path: string,
    body?: object,
  ) =>
    (await inject(server, method, path, body)).body as {
      time: string
      running: boolean
      ahead: string
    }
  await ask(first, 'POST', `${CLOCK}/advance`, { by: '8760h' })
  t.equal((await ask(first, 'GET', CLOCK)).ahead, '8760h0m0s')
  await first.close()
  const second = await createServer(folder)
  t.equal((await ask(second, 'GET', CLOCK)).ahead, '8760h0m0s')
  const { time } = await ask(second, 'PUT', CLOCK, { running: false })
  await second.close()
  const third = await createServer(folder)
  t.match(await ask(third, 'GET', CLOCK), { time, running: false })
  await third.close()
  const frozen = await createServer({ ...folder, clock: new Date('2034-01-01T00:00:00Z') })
  t.match(await ask(frozen, 'GET', CLOCK), { time: /^2034-01-01T00:0/, running: true })
  await frozen.close()
  const last = await createServer(folder)
  t.match(
    await ask(last, 'GET', CLOCK),
    { time: /^2034-01-01T00:0/, running: true },
    'the clock continues from the given time',
  )
  await last.close()
})

t.test('a move of the clock fails if the server is closed meanwhile', async (t) => {
  const server = await createServer({ caKeyType: 'p256' })
  server.clock.waitsFor(() => true)
  await server.inject('GET', CLOCK)
  const moving = server.inject('POST', `${CLOCK}/advance`, { by: '1h' })
  await new Promise(setImmediate)
  await server.close()
  t.match(await moving, { code: 503, body: { message: /the cluster was closed/ } })
})
