import t from 'tap'
import { externalAddress } from '../../src/boot/advertise.ts'

void t.test('where a server says that it is found', (t) => {
  t.equal(externalAddress('127.0.0.1', 6443), '127.0.0.1:6443')
  t.equal(externalAddress('lab.example.com', 443), 'lab.example.com:443')
  t.equal(externalAddress('2001:db8::1', 1), '[2001:db8::1]:1')
  for (const all of ['0.0.0.0', '::'])
    t.notMatch(externalAddress(all, 1), all, 'nobody connects to all addresses')
  t.end()
})
