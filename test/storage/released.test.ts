/** Opens the data files of released versions, made by test/storage/released/make.mjs. */
import { execFileSync, spawn } from 'node:child_process'
import { copyFileSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { createServer } from '../../src/server/server.ts'
import { inject } from '../fixtures/server.ts'
import { sqlite } from '../../src/storage/sqlite/load.ts'
import { migrate, readMigrations, schemaVersion } from '../../src/storage/migrate.ts'
import { verifyStore } from '../../src/storage/verify.ts'
import { ending, until } from '../fixtures/waits.ts'

const RELEASED = new URL('released/', import.meta.url)
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'

const files = readdirSync(RELEASED).filter((name) => name.endsWith('.db'))

const { version } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { version: string }

t.test('there is a file for each released version, and for the next one', async (t) => {
  const changelog = readFileSync(new URL('../../CHANGELOG.md', import.meta.url), 'utf8')
  const released = [...changelog.matchAll(/^## (\d+\.\d+\.\d+)/gm)].map(([, name]) => name!)
  for (const name of new Set([...released, version])) t.ok(files.includes(`${name}.db`), name)
})

for (const file of files) {
  t.test(`${file} is migrated, with all its content`, async (t) => {
    const dataDir = t.testdir({})
    const path = join(dataDir, 'csrlab.db')
    copyFileSync(new URL(file, RELEASED), path)
    const server = await createServer({ dataDir })
    t.teardown(() => server.close())
    const { body } = await inject(server, 'GET', CONFIG_MAPS)
    const { items, metadata } = body as {
      items: { metadata: { name: string; resourceVersion: string }; data: object }[]
      metadata: { resourceVersion: string }
    }
    t.match(
      items.filter(({ metadata }) => metadata.name !== 'kube-root-ca.crt'),
      [
        { metadata: { name: 'changed' }, data: { colour: 'red' } },
        { metadata: { name: 'kept' }, data: { colour: 'green' } },
      ],
    )
    const newest = Math.max(...items.map(({ metadata }) => Number(metadata.resourceVersion)))
    t.ok(Number(metadata.resourceVersion) > newest, 'the list is newer than its items')
    t.match(server.authority.certificatePem, 'BEGIN CERTIFICATE')
    const made = await inject(server, 'POST', CONFIG_MAPS, { metadata: { name: 'new' } })
    t.equal(made.code, 201)
    await server.close()
    const { problems, schemaVersion } = verifyStore(path)
    t.same(problems, [])
    t.equal(schemaVersion, readMigrations().length)
  })
}

interface LogRow {
  readonly key: string
  readonly value: Buffer
  readonly revision: number
  readonly previous: number
  readonly create_revision: number
}

/** Replaces revisions by sequential numbers, since controllers write in between. */
const inOrder = (rows: readonly LogRow[]): object[] => {
  const order = new Map([0, ...rows.map(({ revision }) => revision)].map((each, i) => [each, i]))
  return rows.map((row) => ({
    ...row,
    revision: order.get(row.revision),
    previous: order.get(row.previous),
    create_revision: order.get(row.create_revision),
    value: row.value.toString().replace(/"uid":"[^"]+"/g, ''),
  }))
}

/** Returns a file's content without random parts, and with no objects but those of make.mjs. */
const formOf = (path: string) => {
  const db = sqlite().open(path)
  try {
    const pragmas = ['application_id', 'user_version', 'page_size', 'encoding', 'auto_vacuum']
    const log = db.prepare<[string]>('SELECT * FROM log WHERE key LIKE ? ORDER BY revision')
    const rows = log.all('/registry/configmaps/default/%') as LogRow[]
    return {
      header: pragmas.map((name) => [name, db.pragma(name, { simple: true })]),
      schema: db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_master').all(),
      settings: db.prepare('SELECT name FROM settings ORDER BY name').pluck().all(),
      rows: inOrder(rows.filter(({ key }) => !key.endsWith('kube-root-ca.crt'))),
    }
  } finally {
    db.close()
  }
}

t.test("the current version's file has the schema and rows that this code writes", async (t) => {
  const folder = t.testdir({})
  const make = fileURLToPath(new URL('make.mjs', RELEASED))
  execFileSync(process.execPath, [make, version, folder])
  const name = `${version}.db`
  // a copy, since a file with a write-ahead log cannot be opened without creating files beside it
  copyFileSync(new URL(name, RELEASED), join(folder, 'stored.db'))
  const made = formOf(join(folder, name))
  t.same(made, formOf(join(folder, 'stored.db')))
  t.match(made, {
    rows: [
      { revision: 1, previous: 0, deleted: 0 },
      {},
      {},
      { revision: 4, previous: 2, create_revision: 2 },
      { revision: 5, previous: 3, deleted: 1 },
    ],
    settings: ['admin.crt'],
  })
})

/** Each frame of a write-ahead log: its page number, and whether the frame ends a transaction. */
const framesOf = (path: string) => {
  const bytes = readFileSync(path)
  const size = 24 + bytes.readUInt32BE(8)
  const frames = []
  for (let at = 32; at + size <= bytes.length; at += size)
    frames.push({ page: bytes.readUInt32BE(at), commits: bytes.readUInt32BE(at + 4) > 0 })
  return frames
}

const HALF_WAY = (path: string) => `
  const { sqlite } = await import(${JSON.stringify(new URL('../../dist/storage/sqlite/load.js', import.meta.url).href)})
  const { migrate, readMigrations } = await import(${JSON.stringify(new URL('../../dist/storage/migrate.js', import.meta.url).href)})
  const db = sqlite().open(${JSON.stringify(path)})
  db.pragma('journal_mode = WAL')
  // the cache is too small for the transaction, so pages are written before it ends
  db.pragma('cache_size = 10')
  const shipped = readMigrations()
  migrate(db, [...shipped, \`
    DELETE FROM log; UPDATE settings SET value = x'00';
    CREATE TABLE filler (x BLOB);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
      INSERT INTO filler SELECT randomblob(1000) FROM n\`])`

const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0

t.test('a migration killed half-way has no effect', async (t) => {
  const path = join(t.testdir({}), 'csrlab.db')
  copyFileSync(new URL(`${version}.db`, RELEASED), path)
  const before = verifyStore(path)
  const child = spawn(process.execPath, ['--input-type=module', '-e', HALF_WAY(path)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await until(() => child.exitCode !== null || sizeOf(`${path}-wal`) > 1_000_000)
  child.kill('SIGKILL')
  await ending(child, 'exit')
  t.equal(child.signalCode, 'SIGKILL')
  const frames = framesOf(`${path}-wal`)
  t.ok(frames.length > 100, `${frames.length} pages were written`)
  const pages = readFileSync(path).length / 4096
  t.ok(
    frames.some(({ page }) => page <= pages),
    'some replace existing pages',
  )
  t.notOk(
    frames.some(({ commits }) => commits),
    'the transaction has not ended',
  )
  t.same(verifyStore(path), before)
  const db = sqlite().open(path)
  t.teardown(() => db.close())
  const shipped = readMigrations()
  t.equal(schemaVersion(db), shipped.length)
  migrate(db, [...shipped, 'CREATE TABLE next (x INTEGER)'])
  t.equal(schemaVersion(db), shipped.length + 1, 'the next migration can be applied')
})
