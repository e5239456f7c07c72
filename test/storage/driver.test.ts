import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import t, { type Test } from 'tap'
import { betterSqlite3Driver } from '../../src/storage/sqlite/better-sqlite3.ts'
import { sqliteCode } from '../../src/storage/sqlite/driver.ts'
import { missingSqlite, sqlite } from '../../src/storage/sqlite/load.ts'

const NODE = '20.20.2'

interface Pretended {
  readonly version?: string
  readonly engines?: string
  readonly code: string
  /** default: {@link NODE} */
  readonly node?: string
}

/** Returns the reason why a pretended better-sqlite3 cannot be used, or the driver's name. */
const said = (t: Test, pretended: Pretended | undefined) => {
  const { version = '12.11.1', engines = '>=20', code = '', node = NODE } = pretended ?? {}
  const manifest = { name: 'better-sqlite3', version, main: 'main.js', engines: { node: engines } }
  // outside this checkout, which has better-sqlite3
  const folder = mkdtempSync(join(tmpdir(), 'csrlab-driver-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  if (pretended !== undefined) {
    const installed = join(folder, 'node_modules', 'better-sqlite3')
    mkdirSync(installed, { recursive: true })
    writeFileSync(join(installed, 'package.json'), JSON.stringify(manifest))
    writeFileSync(join(installed, 'main.js'), code)
    writeFileSync(join(installed, 'no.node'), 'no compiled part')
  }
  const made = betterSqlite3Driver(createRequire(join(folder, 'program.js')), node)
  return 'open' in made ? made.name : made.reason
}

const UNBUILT = `module.exports = class { constructor() { throw new Error('Could not locate the bindings file. Tried:\\n → build') } }`
const dlopen = (message: string) =>
  `module.exports = class { constructor() { throw Object.assign(new Error(${JSON.stringify(message)}), { code: 'ERR_DLOPEN_FAILED' }) } }`

t.test('each reason why better-sqlite3 cannot be used has an error text', async (t) => {
  const cases = [
    ['not installed', undefined, 'better-sqlite3 is not installed'],
    [
      'for another Node; not loaded',
      { version: '13.2.0', engines: '>=22', code: 'process.abort()' },
      'better-sqlite3 13.2.0 is for Node >=22',
    ],
    [
      'crashes newer Node versions; not loaded',
      { node: '24.19.0', code: 'process.abort()' },
      'better-sqlite3 12.11.1 crashes Node 24.19.0',
    ],
    [
      'without its compiled part',
      { code: UNBUILT },
      'better-sqlite3 12.11.1 cannot be loaded (Could not locate the bindings file. Tried:)',
    ],
    [
      'compiled for another Node',
      {
        code: dlopen(
          'The module was compiled against a different Node.js version using\nNODE_MODULE_VERSION 137.',
        ),
      },
      'better-sqlite3 12.11.1 cannot be loaded (The module was compiled against a different Node.js version using)',
    ],
  ] as const
  for (const [what, pretended, sentence] of cases) t.equal(said(t, pretended), sentence, what)
})

t.test('without any SQLite, the error says what helps on this machine', async (t) => {
  const absent = { reason: 'better-sqlite3 is not installed', isUnbuilt: false }
  const unbuilt = { reason: 'better-sqlite3 12.11.1 cannot be loaded (x)', isUnbuilt: true }
  const start = `, and Node ${process.versions.node} has no built-in SQLite: use Node 22.13 or newer, or `
  const end = '; a cluster with --in-memory needs neither'
  const whole = t.testdir({ make: '', 'g++': '', python3: '' })
  const partial = join(whole, 'partial')
  mkdirSync(partial)
  writeFileSync(join(partial, 'make'), '')
  const ci = 'npm ci --foreground-scripts'
  const rebuild = 'npm rebuild better-sqlite3 --foreground-scripts'
  t.equal(
    missingSqlite(absent, ['/nowhere', whole].join(delimiter)),
    `${absent.reason}${start}compile better-sqlite3 with ${ci}${end}`,
  )
  t.equal(
    missingSqlite(absent, partial),
    `${absent.reason}${start}install what compiles better-sqlite3 (the PATH lacks a C++ compiler, Python 3), then run ${ci}${end}`,
  )
  t.match(missingSqlite(absent, ''), '(the PATH lacks make, a C++ compiler, Python 3)')
  t.match(missingSqlite(unbuilt, whole), `or compile better-sqlite3 with ${rebuild};`)
  t.match(missingSqlite(unbuilt, partial), `then run ${rebuild};`)
})

t.test('a working better-sqlite3 is used', async (t) => {
  const code = `module.exports = class { close() {} }`
  t.equal(said(t, { code }), 'better-sqlite3')
  t.equal(said(t, { code, engines: '20.x || 22.x' }), 'better-sqlite3')
})

t.test('sqliteCode() names the codes of SQLite errors, whatever the driver', async (t) => {
  const db = sqlite().open(join(t.testdir({ 'text.db': 'no database\n'.repeat(1000) }), 'text.db'))
  t.teardown(() => db.close())
  const thrown = (task: () => unknown) => {
    try {
      return task()
    } catch (error) {
      return error
    }
  }
  t.equal(sqliteCode(thrown(() => db.exec('SELECT * FROM sqlite_schema'))), 'SQLITE_NOTADB')
  t.equal(sqliteCode(thrown(() => db.exec('NO SQL'))), 'SQLITE_ERROR')
  t.equal(sqliteCode(Object.assign(new Error('x'), { code: 'ENOENT' })), undefined)
  t.equal(sqliteCode('SQLITE_BUSY'), undefined)
  const native = (errcode: number) =>
    sqliteCode(Object.assign(new Error(), { code: 'ERR_SQLITE_ERROR', errcode }))
  t.same([3, 13, 0x30a].map(native), ['SQLITE_PERM', 'SQLITE_FULL', 'SQLITE_IOERR'])
})

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const hasSqlite = major > 22 || (major === 22 && minor >= 13)
const skip = hasSqlite
  ? false
  : 'NOT TESTED: this Node has no built-in SQLite; run this with Node 22.13 or newer'

t.test("Node's own SQLite passes the tests of a store in a file", { skip }, async (t) => {
  const file = join(import.meta.dirname, 'sqlite-file.test.ts')
  const hidden = join(import.meta.dirname, 'no-better-sqlite3.cjs')
  const args = ['--require', hidden, '--import', './build/loader/register.mjs', file]
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  t.equal(status, 0, stdout)
})
