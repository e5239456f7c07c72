import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { shareHandshakes } from '../../../../src/apiserver/http/wire/handshake-rounds.ts'
import { until } from '../../../fixtures/waits.ts'

class Listener extends EventEmitter {
  readonly listening = true
}

const connection = (remoteAddress: string) => Object.assign(new PassThrough(), { remoteAddress })

t.test(
  'a few handshakes start per round; addresses take turns, and silent connections wait',
  async (t) => {
    const server = new Listener()
    const begun: string[] = []
    const heard: string[] = []
    server.on('connection', ({ remoteAddress }: { remoteAddress: string }) =>
      begun.push(remoteAddress),
    )
    shareHandshakes(server as never, 2)
    server.on('connection', ({ remoteAddress }: { remoteAddress: string }) =>
      heard.push(remoteAddress),
    )
    const silent = connection('silent')
    server.emit('connection', silent)
    for (const address of ['a', 'a', 'a', 'a', 'a', 'b']) {
      const socket = connection(address)
      server.emit('connection', socket)
      socket.write('hello')
    }
    t.equal(heard.length, 7, 'listeners added later get each connection at once')
    t.strictSame(begun, [])
    const rounds: string[][] = []
    while (begun.length < 6) {
      const before = begun.length
      await setImmediate()
      if (begun.length > before) rounds.push(begun.slice(before))
      t.ok(begun.length - before <= 4, 'at most two new connections and two that waited')
    }
    t.ok(begun.indexOf('b') <= 3, `b waited too long: ${begun.join(' ')}`)
    t.notOk(begun.includes('silent'))
    silent.write('hello')
    await until(() => begun.length === 7)
    t.equal(begun.at(-1), 'silent')
  },
)

t.test('no handshake starts on a connection that closes before its first bytes', async (t) => {
  const server = new Listener()
  server.on('connection', () => t.fail('begun'))
  shareHandshakes(server as never)
  const socket = connection('a')
  server.emit('connection', socket)
  socket.destroy()
  await setImmediate()
  await setImmediate()
  t.ok(socket.destroyed)
})
