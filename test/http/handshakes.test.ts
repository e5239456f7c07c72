import { EventEmitter, once } from 'node:events'
import { connect } from 'node:net'
import t from 'tap'
import { boundHandshakes } from '../../src/http/handshakes.ts'
import { startLab } from './lab.ts'

class Connection extends EventEmitter {
  readonly remoteAddress = '127.0.0.1'
  readonly remotePort: number
  destroyed = false
  constructor(port: number) {
    super()
    this.remotePort = port
  }
  destroy(): void {
    this.destroyed = true
    this.emit('close')
  }
}

t.test('of too many handshakes the oldest is cut; those that are done do not count', (t) => {
  const server = new EventEmitter()
  boundHandshakes(server, 2)
  const sockets = [1, 2, 3, 4, 5].map((port) => new Connection(port))
  const [one, two, three, four, five] = sockets as [Connection, ...Connection[]]
  server.emit('connection', one)
  server.emit('connection', two)
  server.emit('secureConnection', { remoteAddress: '127.0.0.1', remotePort: 1 })
  server.emit('connection', three)
  t.same(
    sockets.map((socket) => socket.destroyed),
    [false, false, false, false, false],
  )
  server.emit('connection', four)
  t.same(
    sockets.map((socket) => socket.destroyed),
    [false, true, false, false, false],
  )
  three!.emit('close')
  server.emit('connection', five)
  t.same(
    sockets.map((socket) => socket.destroyed),
    [false, true, false, false, false],
  )
  t.end()
})

t.test('a real listener cuts who says nothing, and serves who shakes hands', async (t) => {
  const lab = await startLab(t)
  const silent = Array.from({ length: 1001 }, () => connect(lab.port, '127.0.0.1'))
  t.teardown(() => silent.forEach((socket) => socket.destroy()))
  for (const socket of silent) socket.on('error', () => undefined)
  await Promise.race(silent.map((socket) => once(socket.resume(), 'close')))
  t.equal((await lab.get('/readyz')).text, 'ok')
  t.equal(silent.filter((socket) => socket.closed).length, 1)
})
