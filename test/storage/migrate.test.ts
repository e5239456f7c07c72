import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import { sqlite } from '../../src/storage/sqlite/load.ts'
import { VALUES } from './conformance.ts'
import {
  migrate,
  readMigrations,
  schemaVersion,
  shippedMigrations,
} from '../../src/storage/migrate.ts'

const database = (t: Test) => {
  const path = join(t.testdir({ 'empty.db': '' }), 'empty.db')
  return sqlite().open(path)
}

const folder = (path: string) => pathToFileURL(`${path}/`)

t.test('the shipped migrations make the tables', async (t) => {
  const migrations = readMigrations()
  const db = database(t)
  migrate(db, migrations)
  t.equal(schemaVersion(db), migrations.length)
  const names = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
  t.same(names.pluck().all(), ['compaction', 'log', 'settings', 'snapshot_rows', 'snapshots'])
  migrate(db, migrations)
  t.equal(schemaVersion(db), migrations.length, 'a second call does nothing')
  db.close()
})

t.test('only new migrations are applied, in order', async (t) => {
  const path = t.testdir({
    '0002_more.sql': 'ALTER TABLE a ADD COLUMN more TEXT; INSERT INTO a VALUES (2, NULL);',
    '0001_first.sql': 'CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1);',
    'README.md': 'no migration',
  })
  const migrations = readMigrations(folder(path))
  const db = database(t)
  migrate(db, migrations.slice(0, 1))
  t.equal(schemaVersion(db), 1)
  migrate(db, migrations)
  t.equal(schemaVersion(db), 2)
  t.same(db.prepare('SELECT x FROM a').pluck().all(), [1, 2])
  db.close()
})

t.test('a failed migration leaves nothing, and can be repeated', async (t) => {
  const good = 'CREATE TABLE a (x INTEGER);'
  const sql = 'CREATE TABLE b (x INTEGER); INSERT INTO nowhere VALUES (1);'
  const db = database(t)
  t.throws(() => migrate(db, [good, sql]), /nowhere/)
  t.equal(schemaVersion(db), 1)
  t.same(db.prepare('SELECT name FROM sqlite_schema').pluck().all(), ['a'])
  migrate(db, [good, 'CREATE TABLE b (x INTEGER);'])
  t.equal(schemaVersion(db), 2)
  db.close()
})

t.test('a migration removes revisions from values, also in snapshots', async (t) => {
  const db = database(t)
  const migrations = readMigrations()
  migrate(db, migrations.slice(0, 2))
  db.exec(`
    INSERT INTO log VALUES (2, '/a', 0, 2, 0, CAST('x@2' AS BLOB)), (3, '/a', 2, 2, 1, CAST('x@3' AS BLOB));
    INSERT INTO snapshots VALUES ('one', '{}', 3);
    INSERT INTO snapshot_rows VALUES ('one', '/a', CAST('y@1' AS BLOB))`)
  migrate(db, migrations, VALUES)
  const texts = (sql: string) => db.prepare<[], Buffer>(sql).pluck().all().map(String)
  t.same(texts('SELECT value FROM log ORDER BY revision'), ['x', 'x'])
  t.same(texts('SELECT value FROM snapshot_rows'), ['y'])
  db.close()
})

t.test('the shipped migrations are numbered without gaps', async (t) => {
  for (const file of [undefined, 'clusters'] as const) {
    const names = readdirSync(shippedMigrations(file)).filter((name) => name.endsWith('.sql'))
    t.same(
      names.sort().map((name) => Number.parseInt(name, 10)),
      names.map((_name, i) => i + 1),
    )
  }
})
