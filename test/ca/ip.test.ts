import t from 'tap'
import { ipBytes } from '../../src/ca/ip.ts'

t.test('IP addresses are parsed to 4 or 16 bytes', async (t) => {
  const cases = [
    ['127.0.0.1', '7f000001'],
    ['::1', '00000000000000000000000000000001'],
    ['::', '00000000000000000000000000000000'],
    ['fd00:1::ab', 'fd0000010000000000000000000000ab'],
    ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
    ['1::', '00010000000000000000000000000000'],
    ['::ffff:10.0.0.1', '00000000000000000000ffff0a000001'],
    ['64:ff9b::192.0.2.33', '0064ff9b0000000000000000c0000221'],
    ['::10', '00000000000000000000000000000010'],
  ] as const
  for (const [text, bytes] of cases) t.equal(ipBytes(text).toString('hex'), bytes, text)
})

t.test('invalid addresses are rejected', async (t) => {
  for (const text of ['', 'localhost', '256.0.0.1', '1.2.3', 'fe80::1%eth0', '[::1]']) {
    t.throws(() => ipBytes(text), new TypeError(`not an IP address: ${text}`))
  }
})
