import { networkInterfaces } from 'node:os'
import t from 'tap'
import { externalAddress, localAddress, servingNames } from '../../src/server/advertise.ts'

const at = (host: string, told?: string, port = 6443) =>
  externalAddress({ host, advertiseAddress: told }, port)

t.test(
  'the advertised address is the configured one, otherwise the host unless it is a wildcard',
  async (t) => {
    t.equal(at('127.0.0.1'), '127.0.0.1:6443')
    t.equal(at('lab.example.com', undefined, 443), 'lab.example.com:443')
    t.equal(at('2001:db8::1', undefined, 1), '[2001:db8::1]:1')
    for (const all of ['0.0.0.0', '::']) {
      t.notMatch(at(all), all, 'a wildcard address is not advertised')
      t.equal(at(all, '192.0.2.7'), '192.0.2.7:6443', 'the configured address')
    }
    t.equal(at('127.0.0.1', '2001:db8::7'), '[2001:db8::7]:6443')
  },
)

t.test('the local address reaches the server on this machine', async (t) => {
  t.equal(localAddress('0.0.0.0', 1), '127.0.0.1:1')
  t.equal(localAddress('::', 1), '[::1]:1')
  t.equal(localAddress('lab.example.com', 1), 'lab.example.com:1')
})

t.test('the certificate has all names and addresses of the server', async (t) => {
  const names = (host: string, tlsSan: string[] = []) =>
    servingNames({ host, tlsSan, advertiseAddress: '192.0.2.7' })
  t.match(names('127.0.0.1', ['lab.example.com', '2001:db8::7']), {
    dns: ['localhost', /./, 'kubernetes', /default/, /svc/, /local/, 'lab.example.com'],
    ip: ['127.0.0.1', '::1', '10.96.0.1', '192.0.2.7', '2001:db8::7'],
  })
  const own = Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses)
    .flatMap(({ internal, address, family }) => (internal || family === 'IPv6' ? [] : [address]))
  const { ip } = names('0.0.0.0')
  t.same(
    own.filter((address) => !ip.includes(address)),
    [],
    'every external IPv4 address of this machine is included',
  )
  t.notOk(ip.includes('0.0.0.0'))
})
