import { EventEmitter } from 'node:events'
import { type AddressInfo, connect as connectTcp } from 'node:net'
import { connect as connectTls, createServer } from 'node:tls'
import t from 'tap'
import { createCertificateAuthority } from '../../../../src/ca/authority.ts'
import { boundHandshakes } from '../../../../src/apiserver/http/wire/handshakes.ts'
import { systemClock as clock, systemEntropy as entropy } from '../../../../src/server/system.ts'
import { arrival, ending } from '../../../fixtures/waits.ts'

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

t.test('beyond the maximum, the oldest incomplete handshake is closed', async (t) => {
  const server = new EventEmitter()
  boundHandshakes(server, { max: 2 })
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
})

t.test('a slow handshake is closed; a completed one keeps its connection', async (t) => {
  const { certificatePem: cert, keyPem: key } = await createCertificateAuthority({
    clock,
    entropy,
    keyType: 'p256',
  })
  const server = createServer({ cert, key })
  boundHandshakes(server, { patienceMs: 300 })
  t.teardown(() => server.close())
  // ignores the error when the client disconnects at the end
  server.on('secureConnection', (socket) => socket.on('error', () => undefined).pipe(socket))
  server.listen(0)
  await arrival(server, 'listening')
  const { port } = server.address() as AddressInfo
  const begin = () =>
    connectTls({ port, ca: cert, servername: 'kubernetes' }).on('error', () => undefined)
  let quick = begin()
  // on a busy machine even this handshake may be closed; an echo shows that it was completed
  const isDone = () => {
    quick.write('here')
    return arrival(quick, 'data').then(
      () => true,
      () => false,
    )
  }
  while (!(await isDone())) quick = begin()

  // a TLS record whose header announces more bytes than follow
  const hello = Buffer.concat([Buffer.from('16030102000100', 'hex'), Buffer.alloc(500)])
  const slow = connectTcp(port)
  let sent = 0
  const sending = setInterval(() => slow.write(hello.subarray(sent, ++sent)), 20)
  await ending(slow.resume())
  clearInterval(sending)
  t.ok(sent < hello.length, `after ${sent} bytes`)

  quick.write('still here')
  const [echo] = await arrival(quick, 'data')
  t.equal(String(echo), 'still here')
  quick.destroy()
})
