/** Which SQLite is taken, and what is said where there is none. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { betterSqlite3Driver } from '../../src/storage/sqlite/better-sqlite3.ts'
import { sqliteCode } from '../../src/storage/sqlite/driver.ts'
import { sqlite } from '../../src/storage/sqlite/load.ts'
import { missingSqlite } from '../../src/storage/sqlite/missing.ts'

const NODE = '20.20.2'

interface Pretended {
  readonly version?: string
  readonly engines?: string
  /** its main file */
  readonly code: string
  /** the lock file of the project that it is installed in */
  readonly lockFile?: string
}

/** What is said on a Node without SQLite of its own when this is the better-sqlite3 that is installed; the driver's name when it can be used. */
const said = (t: Test, pretended: Pretended | undefined): string => {
  const { version = '12.11.1', engines = '>=20', code = '', lockFile } = pretended ?? {}
  const manifest = { name: 'better-sqlite3', version, main: 'main.js', engines: { node: engines } }
  // not below this checkout, which has a better-sqlite3
  const folder = mkdtempSync(join(tmpdir(), 'csrlab-driver-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  if (pretended !== undefined) {
    const installed = join(folder, 'node_modules', 'better-sqlite3')
    mkdirSync(installed, { recursive: true })
    writeFileSync(join(installed, 'package.json'), JSON.stringify(manifest))
    writeFileSync(join(installed, 'main.js'), code)
    writeFileSync(join(installed, 'no.node'), 'no compiled part')
  }
  if (lockFile !== undefined) writeFileSync(join(folder, lockFile), '')
  const made = betterSqlite3Driver(createRequire(join(folder, 'program.js')), NODE)
  return 'open' in made ? made.name : missingSqlite(made, `v${NODE}`)
}

const REST = ', use Node 22.13 or newer, or keep the cluster in memory with --in-memory'
const NONE = `and Node ${NODE} has no SQLite of its own: type`
const REBUILD = 'npm rebuild better-sqlite3 --ignore-scripts=false'
const UNBUILT = `module.exports = class { constructor() { throw new Error('Could not locate the bindings file. Tried:\\n → build') } }`
const dlopen = (message: string): string =>
  `module.exports = class { constructor() { throw Object.assign(new Error(${JSON.stringify(message)}), { code: 'ERR_DLOPEN_FAILED' }) } }`

t.test('each reason why better-sqlite3 cannot be used has its sentence and command', (t) => {
  const cases: [what: string, pretended: Pretended | undefined, sentence: string][] = [
    [
      'not installed',
      undefined,
      `better-sqlite3 is not installed, ${NONE} npm install better-sqlite3@12${REST}`,
    ],
    [
      'for another Node, and it is not even loaded',
      { version: '13.2.0', engines: '>=22', code: 'process.abort()' },
      `better-sqlite3 13.2.0 is for Node >=22, ${NONE} npm install better-sqlite3@12${REST}`,
    ],
    ...Object.entries({
      'pnpm-lock.yaml': `echo 'overrides: {better-sqlite3: "12"}' >> pnpm-workspace.yaml && pnpm install`,
      'bun.lock': 'npm pkg set overrides.better-sqlite3=12 && bun install',
      'yarn.lock': 'npm pkg set resolutions.better-sqlite3=12 && yarn install',
    }).map(([lockFile, command]): [string, Pretended, string] => [
      `for other versions of Node, in a project with ${lockFile}`,
      { version: '13.2.0', engines: '>=22', code: '', lockFile },
      `better-sqlite3 13.2.0 is for Node >=22, ${NONE} ${command}${REST}`,
    ]),
    [
      'without its compiled part',
      { code: UNBUILT },
      `better-sqlite3 12.11.1 was installed without its compiled part, as its install script did not run, ${NONE} ${REBUILD}${REST}`,
    ],
    [
      'the same by pnpm',
      { code: UNBUILT, lockFile: 'pnpm-lock.yaml' },
      `better-sqlite3 12.11.1 was installed without its compiled part, as its install script did not run, ${NONE} pnpm approve-builds && pnpm rebuild better-sqlite3${REST}`,
    ],
    [
      'a compiled part that is none',
      { code: `module.exports = class { constructor() { require('./no.node') } }` },
      `the compiled part of better-sqlite3 12.11.1 is for another Node or system, ${NONE} ${REBUILD}${REST}`,
    ],
    [
      'that of another Node',
      {
        code: dlopen(
          'The module was compiled against a different Node.js version using\nNODE_MODULE_VERSION 137.',
        ),
      },
      `the compiled part of better-sqlite3 12.11.1 is for another Node or system, ${NONE} ${REBUILD}${REST}`,
    ],
    [
      'an old C library',
      {
        code: dlopen(
          "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.38' not found (required by /x/better_sqlite3.node)",
        ),
      },
      `the compiled part of better-sqlite3 12.11.1 needs GLIBC 2.38, which this system does not have, ${NONE} ${REBUILD}${REST}`,
    ],
  ]
  for (const [what, pretended, sentence] of cases) t.equal(said(t, pretended), sentence, what)
  t.end()
})

t.test('a better-sqlite3 that works is taken', (t) => {
  const code = `module.exports = class { close() {} }`
  t.equal(said(t, { code }), 'better-sqlite3')
  t.equal(said(t, { code, engines: '20.x || 22.x' }), 'better-sqlite3')
  t.end()
})

t.test('errors of SQLite have the name of their code, whoever throws them', (t) => {
  const db = sqlite().open(join(t.testdir({ 'text.db': 'no database\n'.repeat(1000) }), 'text.db'))
  t.teardown(() => db.close())
  const thrown = (task: () => unknown): unknown => {
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
  t.end()
})

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const hasSqlite = major > 22 || (major === 22 && minor >= 13)
const skip = hasSqlite
  ? false
  : 'NOT TESTED: this Node has no SQLite of its own; run this with Node 22.13 or newer'

t.test("Node's own SQLite passes what a store in a file must", { skip }, (t) => {
  const file = join(import.meta.dirname, 'sqlite-file.test.ts')
  const hidden = join(import.meta.dirname, 'no-better-sqlite3.cjs')
  const args = ['--require', hidden, '--import', './build/loader/register.mjs', file]
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  t.equal(status, 0, stdout)
  t.end()
})

t.test("with yarn's Plug'n'Play the commands are yarn's", (t) => {
  const packed =
    '/home/jane/.yarn/berry/cache/better-sqlite3-npm-13.2.0-0.zip/node_modules/better-sqlite3'
  const unplugged = '/shop/.yarn/unplugged/better-sqlite3-npm-12.11.1-0/node_modules/better-sqlite3'
  const saidOf = (reason: 'unfit' | 'unbuilt', folder: string): string =>
    missingSqlite({ reason, version: '12.11.1', folder, detail: '' }, NODE)
  t.match(
    saidOf('unfit', packed),
    'type npm pkg set resolutions.better-sqlite3=12 && yarn install,',
  )
  t.match(saidOf('unbuilt', unplugged), 'type YARN_ENABLE_SCRIPTS=1 yarn rebuild better-sqlite3,')
  t.end()
})
