import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { openStore } from '../../src/store/sqlite.ts'
import { isWalDamaged } from '../../src/store/wal.ts'
import { VALUES, valueOf } from './conformance.ts'

const PREFIX = '/registry/things/'
const COMMITS = 12
const HEADER = 32
const FRAME = 24 + 4096

/** The files of a store as a kill leaves them, after so many transactions. */
const killed = async (t: Test): Promise<string> => {
  const folder = t.testdir({ live: {}, killed: {} })
  const live = join(folder, 'live', 'store.db')
  const store = openStore({ values: VALUES, path: live })
  store.collection(PREFIX)
  for (let i = 0; i < COMMITS; i++) await store.create(PREFIX + i, valueOf(`value ${i}`))
  const path = join(folder, 'killed', 'store.db')
  for (const suffix of ['', '-wal']) copyFileSync(live + suffix, path + suffix)
  await store.close()
  return path
}

const change = (path: string, edit: (bytes: Buffer) => Buffer): void => {
  const file = `${path}-wal`
  writeFileSync(file, edit(readFileSync(file)))
}

/** Where the frames begin that end a transaction. */
const commitFrames = (bytes: Buffer): number[] => {
  const found = []
  for (let at = HEADER; at + FRAME <= bytes.length; at += FRAME)
    if (bytes.readUInt32BE(at + 4) > 0) found.push(at)
  return found
}

const flipped = (bytes: Buffer, at: number): Buffer => {
  bytes[at]! ^= 1
  return bytes
}

/** A log whose header says that pages have another size. */
const withPages = (bytes: Buffer, size: number): Buffer => {
  bytes.writeUInt32BE(size, 8)
  return bytes
}

const sizeOf = async (path: string): Promise<number> => {
  const store = openStore({ values: VALUES, path })
  const { size } = store.collection(PREFIX)
  await store.close()
  return size
}

void t.test('what a kill leaves is taken whole', async (t) => {
  const path = await killed(t)
  t.equal(isWalDamaged(`${path}-wal`), false)
  t.equal(await sizeOf(path), COMMITS)
  t.equal(isWalDamaged(`${path}-wal`), false, 'no log is a sound one')
})

void t.test('a transaction that was torn at the end is dropped, as SQLite does', async (t) => {
  for (const tear of [
    (bytes: Buffer) => flipped(bytes, commitFrames(bytes).at(-1)! + 1000),
    (bytes: Buffer) => bytes.subarray(0, commitFrames(bytes).at(-1)! + FRAME - 1000),
  ]) {
    const path = await killed(t)
    change(path, tear)
    t.equal(await sizeOf(path), COMMITS - 1)
  }
})

void t.test(
  'a log that was damaged before transactions that were durable is refused',
  async (t) => {
    const damages: Record<string, (bytes: Buffer) => Buffer> = {
      'a page': (bytes) => flipped(bytes, commitFrames(bytes).at(-3)! + 1000),
      'the second last transaction': (bytes) => flipped(bytes, commitFrames(bytes).at(-2)! + 30),
      'a frame header': (bytes) => flipped(bytes, commitFrames(bytes)[0]! + 3),
      'a salt of one frame': (bytes) => flipped(bytes, commitFrames(bytes)[1]! + 8),
      'the checksum of the log': (bytes) => flipped(bytes, 24),
      'its size of pages': (bytes) => flipped(bytes, 11),
      'a size of pages that is too small': (bytes) => withPages(bytes, 256),
      'a size of pages that is too large': (bytes) => withPages(bytes, 131_072),
      'its beginning': (bytes) => Buffer.concat([Buffer.from('no log'), bytes.subarray(6)]),
      'all of it': (bytes) => Buffer.alloc(bytes.length),
    }
    for (const [what, damage] of Object.entries(damages)) {
      const path = await killed(t)
      change(path, damage)
      const files = [path, `${path}-wal`].map((file) => readFileSync(file))
      t.throws(
        () => openStore({ values: VALUES, path }),
        { name: 'OpenError', kind: 'damaged', message: /write-ahead log beside it is damaged/ },
        what,
      )
      const after = [path, `${path}-wal`].map((file) => readFileSync(file))
      t.ok(
        after.every((bytes, i) => bytes.equals(files[i]!)),
        'both files stay as they are',
      )
    }
  },
)
