import { statSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import { type SqliteStore } from '../../src/storage/sqlite.ts'
import { verifyStore } from '../../src/storage/verify.ts'
import { lineOf, PREFIX, valueOf } from './conformance.ts'
import { fileFor, openFile } from './files.ts'

const key = `${PREFIX}a`

const updateTimes = async (store: SqliteStore, times: number, text: string) => {
  const things = store.collection(PREFIX)
  if (things.latest(key) === undefined) await store.create(key, valueOf(text))
  const writes: Promise<unknown>[] = []
  for (let i = 0; i < times; i++) {
    writes.push(store.update(key, things.latest(key)?.revision ?? 0, valueOf(text)))
    if (i % 20 === 0) await turn()
  }
  await Promise.all(writes)
  for (let i = 0; i < 10; i++) await turn()
}

t.test('under endless writes, the file and the history stay bounded', async (t) => {
  const path = fileFor(t)
  const store = openFile(path, { historyLimit: 200 })
  const text = 'x'.repeat(3000)
  await updateTimes(store, 1000, text)
  const size = () => statSync(path).size + statSync(`${path}-wal`).size
  const early = size()
  await updateTimes(store, 3000, text)
  t.ok(size() < early * 1.25 + 1_000_000, `${early} bytes, then ${size()}`)
  t.ok(store.revision - store.compacted <= 220)
  await store.close()
  const { problems, changes } = verifyStore(path)
  t.same(problems, [])
  t.ok(changes <= 221, `${changes} changes kept`)
  t.ok(statSync(path).size < 2_000_000, `${statSync(path).size} bytes in the end`)
})

t.test('reads are correct between the steps of a compaction and after a restart', async (t) => {
  const path = fileFor(t)
  const steps: (() => void)[] = []
  const before = openFile(path, { schedule: (step) => steps.push(step) })
  const others = before.collection('/registry/others/')
  await before.create('/registry/others/o', valueOf('o'))
  await updateTimes(before, 199, 'x')
  t.equal(before.revision, 202)
  before.compact(180)
  before.compact(190)
  t.equal(steps.length, 1, 'two calls of compact() schedule one step')
  const expected = before.collection(PREFIX).changesAfter(190, 100).map(lineOf)
  const snapshot = before.collection(PREFIX).list({ revision: 190 })
  for (let i = 0; i < 2; i++) {
    steps.shift()?.()
    t.equal(before.compacted, 190)
    t.same(before.collection(PREFIX).changesAfter(190, 100).map(lineOf), expected)
  }
  t.equal(steps.length, 1, 'more steps are needed')
  t.same(others.changesAfter(2, 10), [])
  await before.close()
  steps.shift()?.()
  t.equal(steps.length, 0, 'no step after close')

  const after = openFile(path, { recentLimit: 1, schedule: (step) => steps.push(step) })
  const things = after.collection(PREFIX)
  t.equal(after.compacted, 100, 'two steps of 50 revisions are done')
  t.equal(after.revision, 202)
  t.same(things.changesAfter(190, 100).map(lineOf), expected)
  t.equal(things.changesAfter(100, 1000).length, 102)
  t.throws(() => things.changesAfter(99, 1), { code: 'compacted' })
  t.same(things.list({ revision: 190 }), snapshot)
  after.compact(202)
  while (steps.length > 0) steps.shift()?.()
  t.same(things.changesAfter(202, 1), [])
  t.equal(things.size, 1)
  await after.close()
  t.match(verifyStore(path), { problems: [], keys: 2, changes: 2, compacted: 202, revision: 202 })
})
