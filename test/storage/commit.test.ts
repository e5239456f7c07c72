import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { groupCommit } from '../../src/storage/commit.ts'
import { commitRounds } from '../../src/storage/shared/rounds.ts'
import { sqliteCode } from '../../src/storage/sqlite/driver.ts'
import { lineOf, valueOf } from './conformance.ts'
import { verifyStore } from '../../src/storage/verify.ts'
import { subscribed } from './subscribed.ts'
import { fileFor, openFile, onSmallDisk } from './files.ts'

const PREFIX = '/registry/things/'
const large = valueOf('x'.repeat(3000))

t.test('if the disk rejects a commit, nothing is stored, and the store stays usable', async (t) => {
  const path = fileFor(t)
  const store = onSmallDisk(300_000, () => openFile(path))
  const things = store.collection(PREFIX)
  await store.create(`${PREFIX}a`, valueOf('x'))

  // Fills the disk with old revisions.
  const full = await (async () => {
    for (;;) {
      const { revision } = things.get(`${PREFIX}a`) ?? { revision: 0 }
      const error = await store.update(`${PREFIX}a`, revision, large).then(
        () => undefined,
        (error: unknown) => error,
      )
      if (error !== undefined) return error
    }
  })()
  t.match(full, {
    name: 'StoreError',
    code: 'unavailable',
    message: 'not stored: database or disk is full',
  })

  t.equal(sqliteCode((full as Error).cause), 'SQLITE_FULL')

  const before = things.list()
  let woken = 0
  subscribed(things, () => woken++)
  const batch = await Promise.allSettled([
    store.create(`${PREFIX}b`, valueOf('small')),
    store.update(`${PREFIX}a`, things.get(`${PREFIX}a`)?.revision ?? 0, large),
    store.create(`${PREFIX}c`, large),
  ])
  t.same(
    batch.map((result) => result.status === 'rejected' && result.reason.code),
    ['unavailable', 'unavailable', 'unavailable'],
    'all writes of the batch are rejected',
  )
  t.equal(things.latest(`${PREFIX}b`), undefined)
  t.equal(things.latest(`${PREFIX}a`), things.get(`${PREFIX}a`))
  t.same(things.list(), before)
  t.equal(woken, 0)
  t.equal(store.revision, before.revision)

  // Compaction makes room, so it must work on a full disk.
  store.compact(store.revision)
  for (let i = 0; i < 5; i++) await setImmediate()
  const [b, a] = await Promise.all([
    store.create(`${PREFIX}b`, valueOf('small')),
    store.update(`${PREFIX}a`, things.get(`${PREFIX}a`)?.revision ?? 0, large),
  ])
  t.ok(b.revision > before.revision + 3, 'revisions of rejected writes are not assigned again')
  t.equal(woken, 1)
  t.same(
    things.changesAfter(before.revision, 10).map((change) => change.revision),
    [b.revision, a.revision],
  )
  await store.close()
  t.same(verifyStore(path).problems, [])
  const again = openFile(path)
  t.same(again.collection(PREFIX).list(), things.list())
  t.same(
    again.collection(PREFIX).changesAfter(before.revision, 10).map(lineOf),
    [`put ${b.revision} b=small@${b.revision}, new`].concat(
      lineOf({
        type: 'put',
        revision: a.revision,
        row: a,
        previous: before.rows[0],
      }),
    ),
  )
  await again.close()
})

t.test('a full disk is reported until a write succeeds or a retry finds enough room', async (t) => {
  const store = onSmallDisk(300_000, () => openFile(fileFor(t)))
  store.collection('/x/')
  const write = (key: string, bytes: number) => store.create(`/x/${key}`, Buffer.alloc(bytes))
  await write('a', 50_000)
  t.equal(store.refusal, undefined)
  store.retry!()
  const full =
    "not stored: database or disk is full; free space on the server's disk outside of csrlab, since deletes need space too"
  await t.rejects(write('b', 280_000), { code: 'unavailable' })
  t.equal(store.refusal, full)
  store.settings.change({ ca: Buffer.alloc(80_000) })
  store.retry!()
  t.equal(store.refusal, full, 'there is room, but not as much as the rejected write needs')
  store.settings.change({ ca: undefined })
  await write('c', 10)
  t.equal(store.refusal, undefined, 'a stored write clears the refusal')
  store.settings.change({ ca: Buffer.alloc(80_000) })
  await t.rejects(write('d', 180_000), { code: 'unavailable' })
  store.settings.change({ ca: undefined })
  t.equal(store.refusal, full)
  store.retry!()
  t.equal(store.refusal, undefined, 'there is room again')
  t.strictSame(store.settings.names(), [], 'the retry leaves no settings')
  await store.close()
  store.retry!()
})

t.test('settings rejected by the disk keep their old value', async (t) => {
  const store = onSmallDisk(200_000, () => openFile(fileFor(t)))
  store.settings.change({ ca: Buffer.from('old') })
  t.throws(() => store.settings.change({ ca: Buffer.alloc(1_000_000) }), {
    name: 'StoreError',
    code: 'unavailable',
  })
  t.equal(String(store.settings.get('ca')), 'old')
  store.settings.change({ ca: Buffer.from('new') })
  t.equal(String(store.settings.get('ca')), 'new')
  await store.close()
})

t.test('without pending writes nothing is written', async (t) => {
  let after = 0
  const commits = groupCommit(
    7,
    () => t.fail('an empty transaction'),
    () => after++,
  )
  commits.flush()
  t.equal(after, 1)
  t.equal(commits.revision(), 7)
})

/** Returns the size of each commit. `rounds`: the number of writes in each event-loop round. */
const commitsOf = async (rounds: readonly number[]) => {
  const found: number[] = []
  const nothing = () => undefined
  const collection = { stage: nothing, apply: nothing, unstage: nothing, wake: nothing } as never
  const commits = groupCommit(0, (changes) => void found.push(changes.length), nothing)
  const written: Promise<unknown>[] = []
  for (const writes of rounds) {
    for (let i = 0; i < writes; i++) {
      const revision = commits.nextRevision()
      const row = { key: `${PREFIX}a`, value: large, revision }
      written.push(commits.add(collection, { type: 'put', revision, row, previous: undefined }))
    }
    await setImmediate()
  }
  await Promise.all(written)
  return found
}

t.test('a batch of writes grows, up to a limit, while each round adds writes', async (t) => {
  t.strictSame(await commitsOf([1, 1, 1]), [1, 1, 1], 'a single write does not wait')
  t.strictSame(await commitsOf([2]), [2])
  t.strictSame(await commitsOf([2, 3]), [5])
  t.strictSame(await commitsOf([2, 0, 3]), [2, 3], 'a round without writes ends the batch')
  t.strictSame(await commitsOf([2, 1, 1, 1, 1, 1]), [4, 1, 1, 1], 'no write waits long')
  t.strictSame(await commitsOf([8, 8]), [8, 8], 'a batch of eight does not wait')
})

t.test(
  'refused writes are reported when they begin, and when a write is stored again',
  async (t) => {
    const told: string[] = []
    const onRefusal = (cause?: unknown) =>
      void told.push(cause instanceof Error ? cause.message : 'again')
    const store = onSmallDisk(300_000, () => openFile(fileFor(t), { onRefusal }))
    store.collection('/x/')
    const write = (key: string, bytes: number) => store.create(`/x/${key}`, Buffer.alloc(bytes))
    await write('a', 50_000)
    for (const key of ['b', 'c']) await t.rejects(write(key, 280_000), { code: 'unavailable' })
    t.same(told, ['database or disk is full'], 'once for two refused writes')
    await write('d', 10)
    await write('e', 10)
    t.same(told.slice(1), ['again'])
    await t.rejects(write('f', 280_000), { code: 'unavailable' })
    await store.close()
    t.equal(told.length, 3)
  },
)

t.test('stores that share a disk report its refusals once', async (t) => {
  const told: unknown[] = []
  let fault: Error | undefined
  const rounds = commitRounds(
    (task) => {
      if (fault !== undefined) throw fault
      task()
    },
    (cause) => told.push(cause),
  )
  const nothing = () => undefined
  const round = async () => {
    for (let i = 0; i < 2; i++) rounds.join({ write: nothing, stored: nothing, refused: nothing })
    await setImmediate()
  }
  await round()
  fault = new Error('full')
  await round()
  await round()
  fault = undefined
  await round()
  await round()
  t.same(told, [new Error('full'), undefined])
})
