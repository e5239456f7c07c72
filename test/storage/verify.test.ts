import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { copyFile } from '../../src/storage/backup.ts'
import { sqlite } from '../../src/storage/sqlite/load.ts'
import { verifyStore } from '../../src/storage/verify.ts'
import { create, PREFIX, remove, update } from './conformance.ts'
import { fileFor, openFile } from './files.ts'

/** A closed file, compacted at 4. Revisions: a has 4, 7; b has 3, 8; c has 5, 6 (deleted), 9. */
const makeFile = async (t: Test) => {
  const path = fileFor(t)
  const store = openFile(path)
  store.collection(PREFIX)
  await create(store, 'a', '1')
  await create(store, 'b', '2')
  await update(store, 'a', 2, '3')
  await create(store, 'c', '4')
  await remove(store, 'c', 5, '4')
  await update(store, 'a', 4, '5')
  await update(store, 'b', 3, '6')
  await create(store, 'c', '7')
  store.compact(4)
  await setImmediate()
  await store.close()
  return path
}

t.test('a valid file has no problems', async (t) => {
  t.same(verifyStore(await makeFile(t)), {
    problems: [],
    schemaVersion: 3,
    revision: 9,
    compacted: 4,
    keys: 3,
    changes: 7,
  })
})

t.test('a copy has the same content', async (t) => {
  const path = await makeFile(t)
  await copyFile(path, `${path}.copy`)
  t.same(verifyStore(`${path}.copy`), verifyStore(path))
})

const cases = [
  [
    'a lost change',
    'DELETE FROM log WHERE revision = 4',
    /^1 changes whose previous row is missing/,
  ],
  [
    'two current rows',
    `INSERT INTO log VALUES (20, '${PREFIX}a', 19, 20, 0, '')`,
    /^1 keys have more/,
  ],
  [
    'a change that follows another key',
    `UPDATE log SET previous = 5 WHERE revision = 7`,
    /^1 changes whose previous row belongs to another key or to an earlier object/,
  ],
  [
    'an update of a deleted row',
    `UPDATE log SET create_revision = 5 WHERE revision = 9`,
    /^1 changes whose previous row belongs to another key or to an earlier object/,
  ],
  [
    'a create of an existing row',
    `UPDATE log SET create_revision = 7 WHERE revision = 7`,
    /^1 changes whose previous row belongs to another key or to an earlier object/,
  ],
  [
    'a delete of a missing row',
    `INSERT INTO log VALUES (20, '${PREFIX}d', 0, 20, 1, '')`,
    /^1 deletes of keys that did not exist/,
  ],
  [
    'history before the compaction',
    `UPDATE compaction SET revision = 7`,
    /^\d replaced rows or deletes remain/,
  ],
] as const
for (const [title, sql, problem] of cases) {
  t.test(`${title} is found`, async (t) => {
    const path = await makeFile(t)
    const db = sqlite().open(path)
    db.exec(sql.replace("''", "x''"))
    db.close()
    const { problems } = verifyStore(path)
    t.ok(
      problems.some((line) => problem.test(line)),
      problems.join('; '),
    )
  })
}

t.test('an index that does not match its table is found', async (t) => {
  const path = await makeFile(t)
  const db = sqlite().open(path)
  const root = db
    .prepare<[], number>("SELECT rootpage FROM sqlite_schema WHERE name = 'log_key_previous'")
    .pluck()
    .get()!
  db.close()
  const bytes = readFileSync(path)
  const page = bytes.subarray((root - 1) * 4096, root * 4096)
  // the index gets keys that no row has
  for (let at = page.indexOf(PREFIX); at >= 0; at = page.indexOf(PREFIX, at + 1))
    page.write('-', at)
  writeFileSync(path, bytes)
  t.match(verifyStore(path).problems[0], /log_key_previous/)
})

t.test('a missing file and a file that is not a data file cannot be verified', async (t) => {
  const folder = t.testdir({ text: 'x'.repeat(5000), empty: '' })
  t.throws(() => verifyStore(join(folder, 'none')), {
    kind: 'missing',
    message: /^there is no data file/,
  })
  t.throws(() => verifyStore(join(folder, 'text')), { name: 'OpenError', kind: 'damaged' })
  t.throws(() => verifyStore(join(folder, 'empty')), {
    name: 'OpenError',
    kind: 'damaged',
    message: /never used/,
  })
})
