/** Strangers, who have no valid credentials, must not use up the quotas of a cluster's users. */
import { connect, type TLSSocket } from 'node:tls'
import t from 'tap'
import { arrival, ending, statusOf, until } from '../fixtures/waits.ts'
import { ClusterAllowance } from '../../src/hosting/allowance.ts'
import { ManualClock } from '../fixtures/clock.ts'
import { ask, session, startHost } from './host.ts'

const MAPS = '/api/v1/namespaces/default/configmaps'
const NO_WINDOW = { settings: { initialWindowSize: 0 } }

t.test("requests without valid credentials do not use up the users' rate", async (t) => {
  const { port, access, clock, create } = await startHost(t)
  await create('a', { limits: { requestsPerSecond: 20 } })
  const a = await access('a', 'path')
  for (const headers of [{}, { authorization: 'Bearer nobody' }, { authorization: 'Basic YTpi' }]) {
    clock.advance(2000)
    const path = '/clusters/a/version'
    const codes: number[] = []
    for (let i = 0; i < 30; i++) codes.push((await ask(port, { path, headers })).code)
    t.equal(
      codes.filter((code) => code === 429).length,
      26,
      'four requests pass: a tenth of the rate for two seconds',
    )
    const known = await Promise.all(Array.from({ length: 40 }, () => ask(port, { ...a, path })))
    t.ok(known.every(({ code }) => code === 200))
  }
})

t.test('a stranger does not use up the rate of other addresses', async (t) => {
  const allowance = new ClusterAllowance(new ManualClock(), { requestsPerSecond: 20, watches: 1 })
  const count = (address: string) => {
    for (let i = 0; ; i++)
      try {
        allowance.admit(address)
      } catch {
        return i
      }
  }
  t.equal(count('192.0.2.1'), 4)
  t.equal(count('192.0.2.1'), 0)
  t.equal(count('192.0.2.2'), 4)
  for (let i = 0; i < 100; i++) allowance.admit(`192.0.2.${100 + i}`)
  t.equal(count('192.0.2.2'), 4, 'the oldest addresses are forgotten')
})

t.test('only accepted watches count against the limit', async (t) => {
  const { host, port, access, clock, create } = await startHost(t)
  await create('a', { limits: { watches: 1 } })
  const a = await access('a', 'path')
  const path = `/clusters/a${MAPS}?watch=1`
  for (const headers of [{}, { authorization: 'Bearer nobody' }]) {
    const strangers = [1, 2, 3].map(() => session(port, NO_WINDOW))
    t.teardown(() => strangers.forEach((stranger) => stranger.close()))
    const streams = strangers.map((stranger) => stranger.open({ ':path': path, ...headers }))
    for (const status of await Promise.all(streams.map(statusOf))) t.not(status, 200)
    const h2 = session(port, { cert: a.cert, key: a.key })
    const watch = h2.open({ ':path': path })
    t.equal(await statusOf(watch), 200)
    t.match(await h2.ask({ ':path': path }), { code: 429 })
    h2.close()
    clock.advance(5000)
    await Promise.all(streams.map((stream) => ending(stream.on('error', () => undefined))))
    await until(async () => {
      clock.advance(61_000)
      await host.tend()
      return !host.clusters.get('a').isAwake
    })
  }
})

t.test("a stream is closed if its client does not read the host's error response", async (t) => {
  const { port, clock } = await startHost(t)
  const stranger = session(port, NO_WINDOW)
  t.teardown(() => stranger.close())
  const stream = stranger.open({ ':path': '/clusters/nothing/api' })
  stream.on('error', () => undefined)
  t.equal(await statusOf(stream), 404)
  clock.advance(5000)
  await ending(stream)
})

t.test('handshakes that wake a cluster are rate-limited', async (t) => {
  const { host, port, access, create } = await startHost(t)
  await create('a', { limits: { requestsPerSecond: 1 } })
  const { ca } = await access('a')
  const wakes: boolean[] = []
  for (let i = 0; i < 3; i++) {
    await until(async () => {
      await host.clusters.get('a').sleep()
      return !host.clusters.get('a').isAwake
    })
    const socket: TLSSocket = connect({
      host: '127.0.0.1',
      port,
      ca,
      servername: 'a.csrlab.internal',
      rejectUnauthorized: false,
    })
    await arrival(socket, 'secureConnect')
    wakes.push(host.clusters.get('a').isAwake)
    socket.destroy()
  }
  t.strictSame(wakes, [true, true, false])
})
