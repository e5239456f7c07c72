import t from 'tap'
import { leases } from '../../../src/resources/coordination/lease/resource.ts'
import { Shelf } from '../shelf.ts'

const shelf = new Shelf(leases)

t.test('durations are positive and transitions are not negative', async (t) => {
  t.same(shelf.errorsOfSpec({ leaseDurationSeconds: 1, leaseTransitions: 0 }), [])
  t.same(shelf.errorsOfSpec({ leaseDurationSeconds: 0, leaseTransitions: -1 }), [
    'spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0',
    'spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0',
  ])
  t.same(shelf.update({ spec: { leaseDurationSeconds: -1 } }, shelf.stored({})).errors, [
    'spec.leaseDurationSeconds: Invalid value: -1: must be greater than 0',
  ])
})

t.test('finalizers of a lease need no domain', async (t) => {
  t.equal(leases.strategy.knownFinalizers, false)
})

t.test('fields of coordinated leader election are dropped', async (t) => {
  const spec = { holderIdentity: 'a', strategy: 'OldestEmulationVersion', preferredHolder: 'b' }
  t.same(shelf.stored({ spec }).spec, { holderIdentity: 'a' })
  t.same(shelf.update({ spec }, shelf.stored({})).object.spec, { holderIdentity: 'a' })
})
