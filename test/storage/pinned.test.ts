import { spawnSync } from 'node:child_process'
import t from 'tap'
import { betterSqlite3Driver } from '../../src/storage/sqlite/better-sqlite3.ts'

const skip =
  typeof betterSqlite3Driver() === 'string'
    ? 'NOT TESTED: better-sqlite3 cannot be loaded here'
    : false

t.test(
  'statements that nobody holds any more outlive the garbage collector',
  { skip },
  async (t) => {
    const program = `
    const { default: Database } = await import('better-sqlite3')
    const { pinned } = await import(${JSON.stringify(new URL('../../src/storage/sqlite/pinned.ts', import.meta.url).href)})
    const alive = new FinalizationRegistry(() => console.log('collected'))
    for (let i = 0; i < 20; i++) {
      const db = pinned(new Database(':memory:'))
      alive.register(db)
      db.pragma('user_version')
      const statement = db.prepare('SELECT 1')
      alive.register(statement)
      statement.get()
      db.close()
    }
    for (let i = 0; i < 5; i++) {
      gc()
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    console.log('done')
  `
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [
        '--expose-gc',
        '--import=./build/loader/register.mjs',
        '--input-type=module',
        '--eval',
        program,
      ],
      { encoding: 'utf8', timeout: 100_000, cwd: new URL('../..', import.meta.url) },
    )
    t.same({ status, stdout, stderr }, { status: 0, stdout: 'done\n', stderr: '' })
  },
)
