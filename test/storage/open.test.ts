import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { sqlite } from '../../src/storage/sqlite/load.ts'
import { verifyStore } from '../../src/storage/verify.ts'
import { PREFIX, valueOf } from './conformance.ts'
import { fileFor, openFile, onSmallDisk } from './files.ts'

/** A closed data file with some rows in it. */
const used = async (t: Test) => {
  const path = fileFor(t)
  const store = openFile(path)
  store.collection(PREFIX)
  await Promise.all(
    Array.from({ length: 100 }, (_, i) => store.create(PREFIX + i, valueOf('x'.repeat(2000)))),
  )
  await store.close()
  return path
}

const fails = (t: Test, path: string, error: object) =>
  t.throws(() => openFile(path), { name: 'OpenError', ...error }, path)

const refused = (t: Test, path: string, kind: string, message: RegExp) => {
  const bytes = readFileSync(path)
  const names = readdirSync(join(path, '..'))
  fails(t, path, { kind, path, message })
  t.ok(readFileSync(path).equals(bytes), 'the file is unchanged')
  t.same(readdirSync(join(path, '..')), names, 'the folder is unchanged')
}

t.test('an empty file is a new store', async (t) => {
  const path = join(t.testdir({ 'store.db': '' }), 'store.db')
  const store = openFile(path)
  t.equal(store.revision, 1)
  await store.close()
})

t.test('missing folders are created', async (t) => {
  const path = join(t.testdir({}), 'a', 'b', 'store.db')
  await openFile(path).close()
  t.same(readdirSync(join(path, '..')), ['store.db'])
})

t.test('a file that is not a database is reported as damaged', async (t) => {
  for (const text of ['short', 'no database\n'.repeat(1000)]) {
    const path = join(t.testdir({ 'store.db': text }), 'store.db')
    refused(
      t,
      path,
      'damaged',
      /store\.db is not a valid csrlab data file \(file is not a database\): /,
    )
  }
})

t.test('a truncated file is reported as damaged', async (t) => {
  const path = await used(t)
  const bytes = readFileSync(path)
  writeFileSync(path, bytes.subarray(0, bytes.length / 2))
  refused(t, path, 'damaged', /restore a backup, or move it away to start over$/)
})

t.test('a file with an overwritten page is reported as damaged', async (t) => {
  const path = await used(t)
  const bytes = readFileSync(path)
  bytes.fill(0x5a, 10 * 4096, 11 * 4096)
  writeFileSync(path, bytes)
  // SQLite's message without its first line, which names the database
  const reason = 'Tree \\d+ page \\d+[^()]*: btreeInitPage\\(\\) returns error code 11'
  refused(
    t,
    path,
    'damaged',
    new RegExp(
      `csrlab data file \\(${reason}\\): restore a backup, or move it away to start over$`,
    ),
  )
})

t.test('a database of another program is reported as damaged, and stays unchanged', async (t) => {
  const path = join(t.testdir({ 'store.db': '' }), 'store.db')
  const db = sqlite().open(path)
  db.exec('CREATE TABLE bookmarks (url TEXT)')
  db.close()
  refused(t, path, 'damaged', /\(it belongs to another program\)/)
})

t.test('a file of a newer version is reported, and stays unchanged', async (t) => {
  const path = await used(t)
  const db = sqlite().open(path)
  db.pragma('user_version = 99')
  db.close()
  refused(t, path, 'newer', /a newer csrlab \(schema version 99; this program reads up to \d+\): /)
  t.throws(() => verifyStore(path), { name: 'OpenError', kind: 'newer' })
})

/** Counts the pauses between attempts, and runs an action instead of waiting. */
const pauses = (t: Test, meanwhile: () => unknown) => {
  const waits = t.capture(Atomics, 'wait', () => {
    meanwhile()
    return 'timed-out'
  })
  return () => waits().length
}

t.test('opening waits for a short lock', async (t) => {
  const path = await used(t)
  const other = sqlite().open(path)
  other.exec('BEGIN EXCLUSIVE')
  const waits = pauses(t, () => other.close())
  const store = openFile(path)
  t.equal(waits(), 1)
  t.equal(store.revision, 101)
  await store.close()
})

t.test('a lasting lock is reported after eight attempts, another error after one', async (t) => {
  const path = await used(t)
  const other = sqlite().open(path)
  other.exec('BEGIN EXCLUSIVE')
  const waits = pauses(t, () => undefined)
  fails(t, path, { kind: 'locked' })
  t.equal(waits(), 7)
  other.close()
  writeFileSync(path, 'no database')
  fails(t, path, { kind: 'damaged' })
  t.equal(waits(), 0, 'another error is not retried')
})

t.test('the deletion of a data file is detected, even during opening', async (t) => {
  const folder = join(t.testdir({}), 'data')
  const path = join(folder, 'store.db')
  const first = openFile(path)
  t.ok(first.isInPlace())
  rmSync(folder, { recursive: true })
  t.notOk(first.isInPlace())
  const second = openFile(path)
  t.same([first.isInPlace(), second.isInPlace()], [false, true], 'the second store has a new file')
  await first.close()
  await second.close()

  // replaces the file after it is opened and before it is locked
  const deleting = (file: string) => {
    const db = driver.open(file)
    rmSync(folder, { recursive: true })
    mkdirSync(folder)
    writeFileSync(file, '')
    return db
  }
  const driver = { ...sqlite() }
  t.intercept(sqlite(), 'open', { value: deleting })
  fails(t, path, {
    kind: 'unwritable',
    message: /store\.db was deleted while csrlab was opening it: start again$/,
  })
})

t.test('a data file cannot be created below another file', async (t) => {
  const file = join(t.testdir({ file: 'text' }), 'file')
  fails(t, join(file, 'store.db'), {
    kind: 'unwritable',
    message:
      /^cannot write .* \((ENOTDIR|EEXIST)\): a file exists where its folder should be; choose another folder with --data-dir$/,
  })
  t.equal(readFileSync(file, 'utf8'), 'text')
})

t.test('a data folder that cannot be created is an error', async (t) => {
  const folder = t.testdir()
  symlinkSync('loop', join(folder, 'loop'))
  symlinkSync('nowhere', join(folder, 'dangling'))
  for (const place of [
    '/proc/x',
    '/proc/x/y/z',
    '/dev/null/x',
    join(folder, 'loop'),
    join(folder, 'dangling'),
  ]) {
    fails(t, join(place, 'csrlab.db'), { kind: 'unwritable' })
  }
})

t.test('a folder is not a data file', async (t) => {
  fails(t, t.testdir({}), {
    kind: 'unwritable',
  })
})

const root = process.getuid?.() === 0
const needsUser = { skip: root && 'NOT TESTED: root may write anywhere; run this as another user' }

t.test('a data file cannot be created in a read-only folder', needsUser, async (t) => {
  const folder = join(t.testdir({}), 'folder')
  mkdirSync(folder, { mode: 0o500 })
  fails(t, join(folder, 'store.db'), {
    kind: 'unwritable',
  })
  t.same(readdirSync(folder), [])
})

t.test('a read-only data file cannot be opened', needsUser, async (t) => {
  const path = await used(t)
  chmodSync(path, 0o400)
  refused(t, path, 'unwritable', /\(EACCES\)/)
})

t.test('a used file in a folder that became read-only cannot be opened', needsUser, async (t) => {
  const path = await used(t)
  const folder = dirname(path)
  chmodSync(folder, 0o500)
  refused(t, path, 'unwritable', /\(EACCES\)/)
  // tap clears the test's folder before teardowns run
  chmodSync(folder, 0o700)
})

t.test('a disk without room for a new store is an error', async (t) => {
  const path = fileFor(t)
  t.throws(() => onSmallDisk(8192, () => openFile(path)), {
    name: 'OpenError',
    kind: 'unwritable',
    message: /database or disk is full/,
  })
})
