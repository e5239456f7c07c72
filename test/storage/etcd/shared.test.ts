/** Tests keys of etcd and a replica's copy of the rows, without a running etcd. */
import t from 'tap'
import { keysUnder } from '../../../src/storage/etcd/keys.ts'
import { sharedHistory } from '../../../src/storage/etcd/shared-history.ts'
import { lineOf, VALUES } from '../conformance.ts'

t.test('rows, settings and bookkeeping have separate keys', async (t) => {
  const keys = keysUnder('a//b/')
  t.equal(String(keys.ofRow('/registry/things/x')), '/a/b/things/x')
  t.throws(() => keys.ofRow('/other/x'), new TypeError('/other/x does not begin with /registry/'))
  t.same(keys.read(keys.ofRow('/registry/things/x')), { sort: 'row', name: '/registry/things/x' })
  t.same(keys.read(keys.ofSetting('ca.key')), { sort: 'setting', name: 'ca.key' })
  for (const key of [keys.compaction, keys.format])
    t.same(keys.read(key), { sort: 'unknown', name: String(key) })
  t.same([keys.range.key, keys.range.range_end].map(String), ['/a/b/', '/a/b0'])
})

t.test('a pending write sees the changes that other replicas make to its key', async (t) => {
  const options = { values: VALUES, historyLimit: 10, recentLimit: 10, schedule: () => undefined }
  const history = sharedHistory([], 5, options)
  t.equal(history.surroundings.revision, 5)
  const things = history.collections.of('/registry/things/')
  const key = '/registry/things/a'
  const write = (of = key) => {
    const begun = { key: of, seen: new Map() }
    history.writes.add(begun)
    return begun
  }
  const [one, two, other] = [write(), write(), write('/registry/things/b')]
  const kv = (mod_revision: number) => ({ value: Buffer.from('y'), mod_revision }) as never
  history.take(key, kv(6), false)
  history.writes.delete(two)
  history.take(key, kv(7), true)
  history.take('/registry/things/gone', kv(8), true)
  history.advance(8)
  t.same(
    [one, two, other].map(({ seen }) => [...seen.keys()]),
    [[6, 7], [6], []],
  )
  t.same(things.changesAfter(5, 10).map(lineOf), [
    'put 6 a=y@6, new',
    'delete 7 a=y@7, was y@6 (6)',
  ])
  t.equal(history.surroundings.revision, 8)
})
