/** Faults that the tests once did not see: each is made again, and seen by the test of its place. */
import t from 'tap'
import { UNSEEN } from './faults.ts'
import { outcomeOf } from './past.ts'

for (const fault of UNSEEN) {
  void t.test(`${fault.source}: ${fault.what}`, async (t) => {
    t.match(await outcomeOf(fault), { seen: true })
  })
}
