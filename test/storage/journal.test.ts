/** In-memory stores that share a file of records. */
import { join } from 'node:path'
import t from 'tap'
import { openMemoryStore } from '../../src/storage/memory.ts'
import { type ClusterFile, openClusterFile } from '../../src/storage/shared/cluster-file.ts'
import { openClusterMemory } from '../../src/storage/shared/cluster-memory.ts'
import { type Journal, recordBytes } from '../../src/storage/shared/journal.ts'
import { newTally } from '../../src/storage/shared/tally.ts'
import { codeOf, lineOf, testStore, VALUES, valueOf } from './conformance.ts'

const NEW = { created: 0, terms: '{}', token: Buffer.from('token') }

const twoClusters = (file: ClusterFile) =>
  file.insert([
    { ...NEW, name: 'a' },
    { ...NEW, name: 'b' },
  ])

const journalOf = (file: ClusterFile, id: number): Journal => ({
  rounds: file.rounds,
  tally: newTally(),
  write: (record) => file.append(id, [recordBytes(record)]),
})

const opened = (file: ClusterFile, id: number, tally = newTally()) => {
  const { image, records } = file.content(id)
  return openMemoryStore({
    values: VALUES,
    ...(image !== null && { image }),
    durable: { journal: { ...journalOf(file, id), tally }, records },
  })
}

testStore(t, 'journal', (_, options) => {
  const file = openClusterMemory()
  const [id] = file.insert([{ ...NEW, name: 'a' }])
  const durable = { journal: journalOf(file, id!), records: [] }
  return openMemoryStore({ values: VALUES, durable, ...options })
})

t.test('clusters in memory are listed until they are removed', async (t) => {
  const memory = openClusterMemory()
  const [a, b] = twoClusters(memory)
  memory.remove([a!])
  t.match(memory.all(), [{ id: b, name: 'b' }])
})

t.test('written records are restored, in their own cluster', async (t) => {
  const file = openClusterFile(join(t.testdir({}), 'clusters.db'))
  const [a, b] = twoClusters(file)
  const [tally, tallyAgain] = [newTally(), newTally()]
  const first = opened(file, a!, tally)
  const other = opened(file, b!)
  const things = first.collection('/registry/things/')
  other.collection('/registry/things/')
  // in one round of the event loop
  await Promise.all([
    first.create('/registry/things/a', valueOf('x')),
    other.create('/registry/things/a', valueOf('other')),
  ])
  await first.create('/registry/things/b', valueOf('y'))
  first.compact(2)
  await first.update('/registry/things/a', 2, valueOf('z'))
  await first.delete('/registry/things/b', 3, valueOf('y'))
  first.settings.change({ ca: Buffer.from('certificate'), gone: Buffer.from('x') })
  first.settings.change({ gone: undefined })
  first.snapshots.put('s', { note: 'n', revision: 5, entries: things.list().rows })
  first.snapshots.add('s', [{ key: '/registry/things/c', value: Buffer.from('v') }])
  first.snapshots.put('t', { note: 'n', revision: 5, entries: [] })
  first.snapshots.remove('t')
  await t.rejects(async () => first.snapshots.add('t', []), { code: 'unavailable' })

  const seen = (store: typeof first) => ({
    list: store.collection('/registry/things/').list(),
    changes: store.collection('/registry/things/').changesAfter(2, 10).map(lineOf),
    compacted: store.compacted,
    names: store.settings.names(),
    ca: String(store.settings.get('ca')),
    snapshots: store.snapshots.all(),
    entries: store.snapshots.entries('s'),
  })
  const again = opened(file, a!, tallyAgain)
  const held = { objects: 1, bytes: 'z@4'.length + 'z@4v'.length, snapshotBytes: 'z@4v'.length }
  t.match(tally, held)
  t.match(tallyAgain, held)
  t.same(seen(again), seen(first), 'the first store was not closed, as after a kill')
  t.equal((await again.create('/registry/things/c', valueOf('w'))).revision, 6)

  const older = ['put', '/registry/things/a', Buffer.from('older@3'), 3, 2, 2] as const
  file.append(b!, [recordBytes({ changes: [older] })])
  t.match(opened(file, b!).collection('/registry/things/').changesAfter(2, 10), [
    { row: { value: Buffer.from('older@3') }, previous: { revision: 2 } },
  ])

  const third = opened(file, b!)
  t.match(third.collection('/registry/things/').list(), { revision: 3, rows: [{ revision: 3 }] })
  t.same(third.settings.names(), [])

  const memo = Buffer.from('memo')
  file.keep(a!, again.imageNow(), memo)
  t.match(file.content(a!), { memo, records: [] })
  t.match(opened(file, a!).collection('/registry/things/').list(), { revision: 6 })
  again.settings.change({ b: memo })
  t.equal(file.content(a!).memo, null, 'a change discards the memo of the earlier state')
  file.remove([a!])
  t.match(file.content(a!), { image: null, records: [] })
  t.match(file.all(), [{ name: 'b' }])
  file.close()
})

t.test('a failed write rejects all writes of its round, which stay invisible', async (t) => {
  const file = openClusterFile(join(t.testdir({}), 'clusters.db'))
  const [a, b] = twoClusters(file)
  let isFull = true
  const tally = newTally()
  const full: Journal = {
    rounds: file.rounds,
    tally,
    write: (record) => {
      if (isFull) throw new Error('disk full')
      file.append(a!, [recordBytes(record)])
    },
  }
  const first = openMemoryStore({ values: VALUES, durable: { journal: full, records: [] } })
  const other = opened(file, b!)
  for (const store of [first, other]) store.collection('/registry/things/')
  const create = (store: typeof first) => store.create('/registry/things/a', valueOf('x'))
  const refused = [other, first, other].map((store, i) =>
    codeOf(store.create(`/registry/things/${i}`, valueOf('x'))),
  )
  t.match(tally, { objects: 1, bytes: 'x@2'.length }, 'a pending write counts')
  t.same(await Promise.all(refused), ['unavailable', 'unavailable', 'unavailable'])
  t.match(tally, { objects: 0, bytes: 0 })
  t.match(first.refusal, /disk full/)
  t.equal(other.collection('/registry/things/').size, 0)
  t.same(file.content(b!).records, [])
  isFull = false
  t.same(
    (await Promise.all([create(first), create(other)])).map(({ revision }) => revision),
    [3, 4],
    'the revisions of the failed writes are not assigned again',
  )
  t.equal(first.refusal, undefined)
  file.close()
})
