import t from 'tap'
import { endpoints } from '../../../src/resources/core/endpoints/resource.ts'
import { Shelf } from '../shelf.ts'

const shelf = new Shelf(endpoints)
const addresses = [{ ip: '10.0.0.1' }]

t.test('ports default to TCP', async (t) => {
  const { subsets } = shelf.stored({
    subsets: [{ addresses, ports: [{ port: 80 }] }, { addresses }],
  })
  t.same(subsets, [{ addresses, ports: [{ port: 80, protocol: 'TCP' }] }, { addresses }])
})

t.test('addresses and ports are validated', async (t) => {
  t.same(
    shelf.errorsOf({
      subsets: [
        {},
        {
          addresses: [{ ip: 'x' }],
          notReadyAddresses: [{ ip: '01.2.3.4' }, { ip: '2001:db8::1' }],
          ports: [{ port: 0 }],
        },
      ],
    }),
    [
      'subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`',
      'subsets[1].addresses[0].ip: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
      'subsets[1].notReadyAddresses[0].ip: Invalid value: "01.2.3.4": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
      'subsets[1].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive',
    ],
  )
})

t.test('a row of the table shows the first three endpoints', async (t) => {
  const cell = (subsets: object[]) => shelf.row(shelf.stored({ subsets }))['Endpoints']
  t.equal(cell([]), '<none>')
  t.equal(cell([{ notReadyAddresses: addresses }]), '<none>')
  t.equal(cell([{ addresses }]), '10.0.0.1')
  t.equal(cell([{ addresses: [{ ip: 'fd00::1' }], ports: [{ port: 80 }] }]), '[fd00::1]:80')
  t.equal(
    cell([
      {
        addresses: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }],
        ports: [
          { name: 'a', port: 1 },
          { name: 'b', port: 2 },
        ],
      },
    ]),
    '10.0.0.1:1,10.0.0.2:1,10.0.0.1:2 + 1 more...',
  )
})
