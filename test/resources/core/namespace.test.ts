import t from 'tap'
import { namespaces } from '../../../src/resources/core/namespace/resource.ts'
import { Shelf } from '../shelf.ts'

const shelf = new Shelf(namespaces)

t.test('Pod Security labels are stored without validation', async (t) => {
  const labels = { 'pod-security.kubernetes.io/enforce': 'nonsense' }
  const { object, errors } = shelf.create({ metadata: { name: 'strict', labels } })
  t.same(errors, [])
  t.match(object.metadata.labels, labels)
})

t.test('decoding a namespace without a name adds no name label', async (t) => {
  t.same(shelf.decode({ metadata: { generateName: 'team-' } }).metadata, { generateName: 'team-' })
})

t.test('custom finalizers of the spec need a domain', async (t) => {
  t.same(shelf.errorsOfSpec({ finalizers: ['mine'] }), [
    'spec.finalizers: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified',
  ])
})

t.test('an update changes metadata, /finalize the spec, and /status the status', async (t) => {
  const old = shelf.stored({})
  const wanted = { spec: { finalizers: ['example.com/a'] }, status: { phase: 'Terminating' } }
  const main = shelf.update({ ...wanted, metadata: { name: 'x', labels: { a: 'b' } } }, old)
  t.same(main.errors, [])
  t.same([main.object.spec, main.object.status], [old.spec, old.status])
  t.equal(
    main.object.metadata.labels?.['kubernetes.io/metadata.name'],
    'x',
    'the label is restored',
  )

  const finalized = shelf.update(wanted, old, 'finalize')
  t.same([finalized.object.spec, finalized.object.status], [wanted.spec, old.status])
  t.match(shelf.update({ spec: { finalizers: ['-'] } }, old, 'finalize').errors, [
    /^spec.finalizers: Invalid value: "-": name part must consist /,
    /^spec.finalizers: Invalid value: "-": name is neither /,
  ])

  const status = shelf.update(wanted, old, 'status')
  t.same([status.object.spec, status.object.status], [old.spec, wanted.status])
  t.same(status.errors, [
    'status.Phase: Invalid value: "Terminating": may only be \'Active\' if `deletionTimestamp` is empty',
  ])
  const going = { metadata: { name: 'x', deletionTimestamp: '2030-01-01T00:00:00Z' } }
  t.same(shelf.update({ ...going, status: { phase: 'Active' } }, old, 'status').errors, [
    'status.Phase: Invalid value: "Active": may only be \'Terminating\' if `deletionTimestamp` is not empty',
  ])
})
