import assert from 'node:assert/strict'
import { chmodSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import type { Store } from '../../src/storage/store.ts'
import { verifyStore } from '../../src/storage/verify.ts'
import { type MakeOptions, type MakeStore, testRestart, testStore, valueOf } from './conformance.ts'
import { testAgainstModel } from './model.ts'
import { fileFor, openFile } from './files.ts'

const PREFIX = '/registry/things/'

const makeStore: MakeStore = (t, options) => openFile(fileFor(t), options)

testStore(t, 'file', makeStore)

t.test('random writes, reads and restarts agree with the model', async (t) => {
  let path = ''
  const open = (options?: MakeOptions): Store => openFile(path, options)
  const makeNew: MakeStore = (t, options) => {
    path = fileFor(t)
    return open(options)
  }
  await testAgainstModel(t, makeNew, {
    numRuns: 30,
    reopen: async (store) => {
      await store.close()
      assert.deepEqual(verifyStore(path).problems, [])
      return open({ recentLimit: 1 + (store.revision % 12), historyLimit: 1000 })
    },
  })
})

t.test('a restart keeps rows, history and settings', async (t) => {
  const path = fileFor(t)
  const open = () => openFile(path)
  await testRestart(t, open(), (store) => store.close().then(open))
})

t.test('revisions do not go back after a restart, even if no row has them', async (t) => {
  const path = fileFor(t)
  const before = openFile(path)
  before.collection(PREFIX)
  await before.create(`${PREFIX}a`, valueOf('x'))
  await before.delete(`${PREFIX}a`, 2, valueOf('x'))
  before.compact(3)
  await setImmediate()
  await before.close()

  const after = openFile(path)
  t.equal(after.revision, 3)
  t.equal(after.compacted, 3)
  t.throws(() => after.collection(PREFIX).changesAfter(2, 1), { code: 'compacted' })
  t.same(after.collection(PREFIX).changesAfter(3, 1), [])
  t.equal((await after.create(`${PREFIX}a`, valueOf('x'))).revision, 4)
  await after.close()
})

t.test('the folder and the files are accessible to their owner only', async (t) => {
  const path = fileFor(t)
  const mask = process.umask(0)
  t.teardown(() => process.umask(mask))
  const store = openFile(path)
  store.collection(PREFIX)
  await store.create(`${PREFIX}a`, valueOf('x'))
  const mode = (file: string) => (statSync(file).mode & 0o777).toString(8)
  t.equal(mode(join(path, '..')), '700')
  for (const name of readdirSync(join(path, '..')))
    t.equal(mode(join(path, '..', name)), '600', name)
  await store.close()
  t.same(readdirSync(join(path, '..')), ['store.db'], 'a closed store is one file')
  chmodSync(path, 0o644)
  await openFile(path).close()
  t.equal(mode(path), '600')
})

t.test('a backup made during writes is a complete store', async (t) => {
  const path = fileFor(t)
  const copy = join(path, '..', 'copy.db')
  const store = openFile(path)
  const things = store.collection(PREFIX)
  const text = 'x'.repeat(3000)
  const create = (name: string) => store.create(PREFIX + name, valueOf(text))
  await Promise.all(Array.from({ length: 500 }, (_, i) => create(`a${i}`)))
  const backup = store.backup(copy)
  await create('during')
  await backup
  t.equal(statSync(copy).mode & 0o777, 0o600)
  await t.rejects(store.backup(copy), { code: 'EEXIST' })

  const copied = openFile(copy)
  t.equal(copied.revision, store.revision)
  t.same(copied.collection(PREFIX).list(), things.list())
  await copied.close()
  await store.close()
  await t.rejects(store.backup(join(path, '..', 'late.db')), 'a closed store cannot be backed up')
  t.same(
    readdirSync(join(path, '..')).sort(),
    ['copy.db', 'store.db'],
    'the failed backup leaves no file',
  )
})
