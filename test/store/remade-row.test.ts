import t from 'tap'
import { openStore } from '../../src/store/sqlite.ts'
import { StoreError } from '../../src/store/store.ts'

const PREFIX = '/registry/things/'

/** Counts how often it was asked. */
class Counted {
  made = 0
  remake(revision: number): Buffer {
    this.made++
    return Buffer.from(`bytes of ${revision}`)
  }
}

void t.test('bytes that can be made again are kept from when they are first read', async (t) => {
  const store = openStore({ path: `${t.testdir({})}/store.db` })
  t.teardown(() => store.close())
  const collection = store.collection(PREFIX)
  const maker = new Counted()
  const row = await store.create(`${PREFIX}a`, maker)
  t.equal(maker.made, 1, 'made to be stored, and let go')
  t.equal(row.value.toString(), 'bytes of 2')
  t.equal(collection.get(row.key)?.value, row.value)
  t.equal(maker.made, 2)
  const next = await store.update(row.key, row.revision, maker)
  t.equal(next.value.toString(), 'bytes of 3')
  t.equal(next.createRevision, 2)
  const [first, second] = collection.changesAfter(1, 10)
  t.equal(first?.row, row)
  t.equal(second?.row.value.toString(), 'bytes of 3')
})

void t.test('they are in the file as any others are', async (t) => {
  const path = `${t.testdir({})}/store.db`
  const store = openStore({ path })
  store.collection(PREFIX)
  await store.create(`${PREFIX}a`, new Counted())
  await store.close()
  const again = openStore({ path })
  t.teardown(() => again.close())
  t.equal(again.collection(PREFIX).get(`${PREFIX}a`)?.value.toString(), 'bytes of 2')
})

void t.test('what cannot be stored is not there', async (t) => {
  const store = openStore({ path: `${t.testdir({})}/store.db`, maxBytes: 64 * 1024 })
  t.teardown(() => store.close())
  const collection = store.collection(PREFIX)
  const large = { remake: () => Buffer.alloc(1_000_000) }
  await t.rejects(store.create(`${PREFIX}a`, large), StoreError)
  t.equal(collection.get(`${PREFIX}a`), undefined)
})
