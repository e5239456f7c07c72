import t from 'tap'
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
