import { EventEmitter } from 'node:events'
import t from 'tap'
import { boundHandshakes } from '../../src/http/handshakes.ts'

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
