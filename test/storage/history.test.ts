import t from 'tap'
import { RecentChanges } from '../../src/storage/history.ts'
import type { Change } from '../../src/storage/store.ts'

const change = (revision: number): Change => ({
  type: 'put',
  revision,
  row: { key: `k${revision}`, value: Buffer.alloc(0), revision },
  previous: undefined,
})

t.test('changes beyond the limit drop the oldest', async (t) => {
  for (const limit of [1, 3, 16, 17, 100]) {
    const recent = new RecentChanges(limit, 0)
    let first = 1
    for (let revision = 1; revision <= 250; revision++) {
      recent.push(change(revision))
      if (revision % 7 === 0) recent.forget(revision - 5)
      first = Math.max(first, revision - limit + 1, revision % 7 === 0 ? revision - 4 : 0)
      const revisions = recent.after(0, 1000).map((each) => each.revision)
      t.strictSame(
        revisions,
        Array.from({ length: revision - first + 1 }, (_, i) => first + i),
        `${limit}: after ${revision}`,
      )
      t.equal(recent.floor, first - 1)
      t.equal(recent.newest, revision)
    }
    recent.cut(300)
    t.same([recent.floor, recent.newest, recent.after(300, 10)], [300, 300, []])
  }
})
