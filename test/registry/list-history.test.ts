import t from 'tap'
import { ClusterClock } from '../../src/manage/clock/cluster-clock.ts'
import { ListHistory } from '../../src/registry/list-history.ts'
import { ManualClock } from '../fixtures/clock.ts'

const MINUTE = 60_000

void t.test('lists are had as they were five to ten minutes before', async (t) => {
  const clock = new ManualClock()
  const store = { revision: 100 }
  const history = new ListHistory(store, clock)
  const stop = history.start()
  const rows: [number, number][] = []
  for (let minute = 1; minute <= 16; minute++) {
    store.revision += 1
    clock.advance(MINUTE)
    rows.push([minute, history.oldest])
  }
  const oldestAt = new Map(rows)
  t.equal(oldestAt.get(9), 0, 'nothing is forgotten before something is old')
  t.equal(oldestAt.get(10), 105, 'what was before the fifth minute')
  t.equal(oldestAt.get(14), 105)
  t.equal(oldestAt.get(15), 110)
  stop()
  clock.advance(20 * MINUTE)
  t.equal(history.oldest, 110)
  t.same(clock.waiting, [])
})

void t.test('where nothing is written there is nothing more to forget', async (t) => {
  const real = new ManualClock()
  const clock = new ClusterClock(real, real)
  let asked = 0
  const store = {
    get revision() {
      asked++
      return 100
    },
  }
  const history = new ListHistory(store, clock)
  const stop = history.start()
  await clock.advance(365 * 24 * 60 * MINUTE)
  t.equal(history.oldest, 100)
  t.ok(asked < 100, `${asked} looks in a year`)
  stop()
})
