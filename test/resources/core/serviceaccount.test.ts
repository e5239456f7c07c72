import t from 'tap'
import { serviceAccounts } from '../../../src/resources/core/serviceaccount/resource.ts'
import { Shelf } from '../shelf.ts'

const shelf = new Shelf(serviceAccounts)

void t.test('an account refers to its secrets by name only', async (t) => {
  const account = shelf.stored({ secrets: [{ name: 's', kind: 'Secret', namespace: 'other' }, {}] })
  t.same(account.secrets, [{ name: 's' }, {}])
  const { object } = shelf.update({ secrets: [{ name: 't', uid: 'u' }] }, account)
  t.same(object.secrets, [{ name: 't' }])
  t.same(shelf.row(account), { Name: 'x', Secrets: 2, Age: '<unknown>' })
  t.equal(shelf.row(shelf.stored({}))['Secrets'], 0)
})

void t.test('field selectors know nothing but name and namespace', async (t) => {
  const selectors = serviceAccounts.fieldSelectors
  t.same(selectors.labels, ['metadata.name', 'metadata.namespace'])
  t.same(selectors.valuesOf(shelf.stored({})), {
    'metadata.name': 'x',
    'metadata.namespace': 'default',
  })
  t.equal(
    selectors.unsupported('spec.foo'),
    '"spec.foo" is not a known field selector: only "metadata.name", "metadata.namespace"',
  )
})
