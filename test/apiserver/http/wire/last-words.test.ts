import { Duplex } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { connect } from 'node:tls'
import t from 'tap'
import { endWith } from '../../../../src/apiserver/http/wire/last-words.ts'
import { Gateway } from '../../../fixtures/gateway.ts'
import { startServer } from '../../../fixtures/server.ts'
import { arrival, ending, until } from '../../../fixtures/waits.ts'

t.test('a connection is closed even if its last write does not complete', async (t) => {
  const told: string[] = []
  const stuck = new Duplex({
    read: () => undefined,
    write: (chunk) => void told.push(String(chunk)),
  })
  endWith(stuck, 'no', 1)
  await ending(stuck)
  t.strictSame(told, ['no'])
})

/** Enough connections that some are reset before the server has received the request. */
const CLIENTS = 60
const BODY = JSON.stringify({ metadata: { name: 'NOT' }, data: { a: 'x'.repeat(400_000) } })

t.test(
  'a connection that is reset while its body arrives leaves no request or memory behind',
  async (t) => {
    const lab = await startServer(t)
    const head =
      `POST /api/v1/namespaces/default/configmaps HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\n` +
      `authorization: Bearer ${lab.server.adminToken}\r\ncontent-length: ${BODY.length}\r\n\r\n`
    // a gateway resets the connections, because `resetAndDestroy` below a TLS socket may crash Node
    const gateway = await Gateway.to(t, lab.url)
    for (let i = 0; i < CLIENTS; i++) {
      const socket = connect({
        port: Number(new URL(gateway.url).port),
        rejectUnauthorized: false,
        ALPNProtocols: ['http/1.1'],
      })
      socket.on('error', () => undefined)
      await arrival(socket, 'secureConnect')
      socket.write(head + BODY.slice(0, (i % 7) * 60_000))
      if (i % 2 === 1) await setImmediate()
      gateway.reset()
      await ending(socket)
    }
    await until(() => Object.values(lab.server.held).every((held) => held === 0))
    t.equal(lab.server.held.requests, 0)
  },
)
