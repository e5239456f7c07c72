/** A session whose server is silent is closed, and the next request opens another. */
import type { ClientHttp2Session } from 'node:http2'
import type { Socket } from 'node:net'
import t from 'tap'
import { probeSession } from '../../../../src/apiserver/client/remote/http2-probe.ts'
import { NodeTransport } from '../../../../src/apiserver/client/remote/transport.ts'
import { ManualClock } from '../../../fixtures/clock.ts'
import { Gateway } from '../../../fixtures/gateway.ts'
import { startServer } from '../../../fixtures/server.ts'
import { until } from '../../../fixtures/waits.ts'

const PROBE_MS = 3000

/** A session that records calls; `pass` receives bytes and moves the clock to the next probe. */
const probed = ({ destroyed = false } = {}) => {
  const done: string[] = []
  const clock = new ManualClock()
  const socket = { bytesRead: 0, destroy: () => done.push('destroy socket') }
  let onClose = (): void => undefined
  const session = {
    destroyed,
    ping: () => done.push('ping'),
    destroy: (error: Error) => done.push(`destroy session: ${error.message}`),
    once: (_: 'close', listener: () => void) => {
      onClose = listener
    },
  }
  probeSession(session as unknown as ClientHttp2Session, socket as unknown as Socket, clock)
  const pass = (received: number): void => {
    socket.bytesRead += received
    clock.advance(PROBE_MS)
  }
  return { done, clock, pass, close: () => onClose() }
}

t.test('a session that receives data is left alone', async (t) => {
  const { done, pass } = probed()
  for (let i = 0; i < 10; i++) pass(1)
  t.same(done, [])
})

t.test('an idle session is pinged, and stays open while the server answers', async (t) => {
  const { done, pass } = probed()
  for (let i = 0; i < 3; i++) {
    pass(0)
    pass(17)
  }
  t.same(done, ['ping', 'ping', 'ping'])
})

t.test('a session without an answer to the ping is closed, with its socket', async (t) => {
  const { done, pass, clock } = probed()
  for (let i = 0; i < 5; i++) pass(0)
  t.same(done, ['ping', 'destroy session: the server is silent', 'destroy socket'])
  t.same(clock.waiting, [], 'and no longer probed')
})

t.test('a destroyed session is not pinged, and loses its socket', async (t) => {
  const { done, pass } = probed({ destroyed: true })
  for (let i = 0; i < 3; i++) pass(0)
  t.same(done, ['destroy session: the server is silent', 'destroy socket'])
})

t.test('a closed session is no longer probed', async (t) => {
  const { clock, close } = probed()
  close()
  t.same(clock.waiting, [])
})

t.test('the watch of a silent server ends, and the next request is answered', async (t) => {
  const { url, server } = await startServer(t)
  const gateway = await Gateway.to(t, url)
  const clock = new ManualClock()
  const transport = new NodeTransport(clock)
  t.teardown(() => transport.close())
  const get = (path: string) =>
    transport.send(
      {
        server: gateway.url.replace('http:', 'https:'),
        ca: undefined,
        certificate: undefined,
        key: undefined,
        token: undefined,
        insecure: true,
      },
      {
        method: 'GET',
        path,
        headers: { authorization: `Bearer ${server.adminToken}` },
        signal: new AbortController().signal,
      },
    )
  const { code, body } = await get('/api/v1/namespaces?watch=true&resourceVersion=0')
  t.equal(code, 200)
  let failure: Error | undefined
  const watching = (async () => {
    for await (const _ of body);
  })().catch((error: Error) => {
    failure = error
  })
  gateway.mute()
  await until(() => {
    clock.advance(PROBE_MS)
    return failure !== undefined
  }, 'the watch has failed')
  await watching
  t.match(failure, { name: 'ConnectionError', message: /the server is silent/ })
  gateway.open()
  t.equal((await get('/api/v1/namespaces')).code, 200)
})
