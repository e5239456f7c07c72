import t from 'tap'
import { conditionsOf, hasFailed, isApproved, isDenied } from '../../src/apis/certificates.ts'

const request = (...conditions: [type: string, status: string][]) => ({
  status: { conditions: conditions.map(([type, status]) => ({ type, status })) },
})

t.test(
  'Approved and Denied conditions count whatever their status; Denied rules out Approved',
  async (t) => {
    t.notOk(isApproved({ status: {} }))
    t.ok(isApproved(request(['Approved', 'True'])))
    t.ok(isApproved(request(['Other', 'True'], ['Approved', 'False'])))
    t.notOk(isApproved(request(['Approved', 'True'], ['Denied', 'False'])))
    t.ok(isDenied(request(['Denied', 'False'])))
    t.notOk(isDenied(request(['Approved', 'True'])))
  },
)

t.test('failed means a Failed condition whose status is True or empty', async (t) => {
  t.ok(hasFailed(request(['Failed', 'True'])))
  t.ok(hasFailed(request(['Failed', ''])))
  t.notOk(hasFailed(request(['Failed', 'False'])))
  t.notOk(hasFailed({ status: {} }))
})

t.test('conditions of a type keep their order', async (t) => {
  const all = request(['A', '1'], ['B', '2'], ['A', '3'])
  t.same(
    conditionsOf(all, 'A').map(({ status }) => status),
    ['1', '3'],
  )
})
