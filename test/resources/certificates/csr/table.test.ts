import t from 'tap'
import type { CertificateSigningRequest } from '../../../../src/api/kinds/certificates.ts'
import { certificateSigningRequests } from '../../../../src/resources/certificates/csr/resource.ts'
import { storedCondition, storedCsr } from '../../../fixtures/builders.ts'
import { Shelf } from '../../shelf.ts'

const shelf = new Shelf<CertificateSigningRequest>(certificateSigningRequests(() => undefined))
const CREATED = Date.parse('2030-01-01T00:00:00Z')
const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const YEAR = 365 * DAY

t.test('the columns', (t) => {
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
  t.end()
})

t.test(
  'Condition: the types of the conditions, whatever their status, and whether there is a certificate',
  (t) => {
    const cases: [types: string[], issued: boolean, cell: string][] = [
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
    ]
    for (const [types, issued, cell] of cases) {
      const conditions = types.map((type) => storedCondition(type, null, { status: 'False' }))
      const csr = storedCsr({ conditions, ...(issued ? { certificate: 'AAAA' } : {}) })
      t.equal(shelf.row(csr).Condition, cell)
    }
    t.end()
  },
)

/** Seconds on both sides of each place where the form of a duration changes. */
const DURATIONS: [seconds: number, text: string][] = [
  [0, '0s'],
  [1, '1s'],
  [119, '119s'],
  [120, '2m'],
  [121, '2m1s'],
  [9 * MINUTE + 59, '9m59s'],
  [10 * MINUTE, '10m'],
  [10 * MINUTE + 1, '10m'],
  [180 * MINUTE - 1, '179m'],
  [3 * HOUR, '3h'],
  [3 * HOUR + 59, '3h'],
  [3 * HOUR + MINUTE, '3h1m'],
  [12_345, '3h25m'],
  [8 * HOUR - 1, '7h59m'],
  [8 * HOUR, '8h'],
  [8 * HOUR + 59 * MINUTE, '8h'],
  [48 * HOUR - 1, '47h'],
  [2 * DAY, '2d'],
  [2 * DAY + HOUR, '2d1h'],
  [7 * DAY, '7d'],
  [8 * DAY - 1, '7d23h'],
  [8 * DAY, '8d'],
  [8 * DAY + HOUR, '8d'],
  [2 * YEAR - 1, '729d'],
  [2 * YEAR, '2y'],
  [2 * YEAR + DAY, '2y1d'],
  [8 * YEAR - 1, '7y364d'],
  [8 * YEAR, '8y'],
  [8 * YEAR + DAY, '8y'],
  [2 ** 31 - 1, '68y'],
]

t.test('Age and RequestedDuration on both sides of every boundary', (t) => {
  for (const [seconds, text] of DURATIONS) {
    const csr = storedCsr(
      {},
      { expirationSeconds: seconds },
      { name: 'x', creationTimestamp: '2030-01-01T00:00:00Z' },
    )
    const row = shelf.row(csr, CREATED + seconds * 1000 + 999)
    t.equal(row.Age, text, `${seconds} s ago`)
    t.equal(row.RequestedDuration, text, `for ${seconds} s`)
  }
  t.end()
})

t.test('Age on a clock that is behind', (t) => {
  const csr = storedCsr({}, {}, { name: 'x', creationTimestamp: '2030-01-01T00:00:00Z' })
  for (const [ms, text] of [
    [-999, '0s'],
    [-1000, '0s'],
    [-1999, '0s'],
    [-2000, '<invalid>'],
  ] as const)
    t.equal(shelf.row(csr, CREATED + ms).Age, text)
  t.end()
})
