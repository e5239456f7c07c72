import t from 'tap'
import { certificateSigningRequests } from '../../../../src/resources/certificates/csr/resource.ts'
import { storedCondition, storedCsr } from '../../../fixtures/builders.ts'
import { Shelf } from '../../shelf.ts'

const shelf = new Shelf(certificateSigningRequests)

t.test('the columns are those of kubectl get csr', async (t) => {
  const names = ['Name', 'Age', 'SignerName', 'Requestor', 'RequestedDuration', 'Condition']
  t.same(shelf.columnNames(), { always: names, wide: [] })
  const bare = storedCsr({}, { signerName: '' }, { name: 'x' })
  t.same(shelf.row(bare), {
    Name: 'x',
    Age: '<unknown>',
    SignerName: '<none>',
    Requestor: '',
    RequestedDuration: '<none>',
    Condition: 'Pending',
  })
})

t.test(
  'Condition shows the decision, Failed and Issued, whatever the status of the conditions',
  async (t) => {
    for (const [types, issued, cell] of [
      [[], false, 'Pending'],
      [[], true, 'Pending,Issued'],
      [['Mine'], false, 'Pending'],
      [['Approved'], false, 'Approved'],
      [['Approved'], true, 'Approved,Issued'],
      [['Denied'], false, 'Denied'],
      [['Approved', 'Denied'], false, 'Denied'],
      [['Failed'], false, 'Pending,Failed'],
      [['Failed', 'Approved'], false, 'Approved,Failed'],
      [['Denied', 'Failed'], true, 'Denied,Failed,Issued'],
    ] as const) {
      const conditions = types.map((type) => storedCondition(type, null, { status: 'False' }))
      const csr = storedCsr({ conditions, ...(issued ? { certificate: 'AAAA' } : {}) })
      t.equal(shelf.row(csr).Condition, cell)
    }
  },
)
