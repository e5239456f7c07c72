import t from 'tap'
import { serviceAccounts } from '../../../src/resources/core/serviceaccount/resource.ts'
import { Shelf } from '../shelf.ts'

const shelf = new Shelf(serviceAccounts)

t.test("an account's references to secrets have only a name", async (t) => {
  const account = shelf.stored({ secrets: [{ name: 's', kind: 'Secret', namespace: 'other' }, {}] })
  t.same(account.secrets, [{ name: 's' }, {}])
  const { object } = shelf.update({ secrets: [{ name: 't', uid: 'u' }] }, account)
  t.same(object.secrets, [{ name: 't' }])
  t.same(shelf.row(account), { Name: 'x', Secrets: 2, Age: '<unknown>' })
  t.equal(shelf.row(shelf.stored({}))['Secrets'], 0)
})

t.test('field selectors support only name and namespace', async (t) => {
  const selectors = serviceAccounts.fieldSelectors
  t.same(selectors.fields, ['metadata.name', 'metadata.namespace'])
  t.same(selectors.valuesOf(shelf.stored({})), {
    'metadata.name': 'x',
    'metadata.namespace': 'default',
  })
  t.equal(
    selectors.unsupported('spec.foo'),
    '"spec.foo" is not a known field selector: only "metadata.name", "metadata.namespace"',
  )
})

t.test(
  'the annotation that restricts pods to some secrets gets a warning when it is set',
  async (t) => {
    const metadata = {
      name: 'x',
      namespace: 'default',
      annotations: { 'kubernetes.io/enforce-mountable-secrets': 'true' },
    }
    const warning =
      'metadata.annotations[kubernetes.io/enforce-mountable-secrets]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets'
    t.same(shelf.warnings({}), [])
    t.same(shelf.warnings({ metadata }), [warning])
    t.same(shelf.warnings({ metadata }, shelf.stored({})), [warning])
    t.same(shelf.warnings({ metadata }, shelf.stored({ metadata })), [])
  },
)
