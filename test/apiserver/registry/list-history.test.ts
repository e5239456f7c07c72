import t from 'tap'
import { clusterClock } from '../../../src/testing/clock/cluster-clock.ts'
import { listHistory } from '../../../src/apiserver/registry/list-history.ts'
import { ManualClock } from '../../fixtures/clock.ts'

const MINUTE = 60_000

t.test('in a year without writes, the revision is rarely read', async (t) => {
  const real = new ManualClock()
  const clock = clusterClock(real, real)
  let asked = 0
  const store = {
    get revision() {
      asked++
      return 100
    },
  }
  const history = listHistory(store, clock)
  await clock.advance(365 * 24 * 60 * MINUTE)
  t.equal(history.oldest, 100)
  t.ok(asked < 100, `${asked} reads of the revision`)
  history.stop()
})
