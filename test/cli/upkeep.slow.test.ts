import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { call, type Ended, open, run, serve, stop } from './process.ts'
import { refused } from './refused.ts'
import { until } from '../fixtures/waits.ts'

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
const configMap = (name: string) => ({ metadata: { name }, data: { colour: 'green' } })

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)

const well = (t: Test, ended: Ended, says: RegExp) => {
  t.equal(ended.code, 0, ended.stderr)
  t.equal(ended.stderr, '')
  t.match(ended.stdout, says)
}

t.test('a backup of a running server is complete, and a server starts from it', async (t) => {
  const cwd = t.testdir({ taken: 'before' })
  const server = await serve('--port 0', { cwd })
  let last = 0
  let writing = true
  const writer = (async () => {
    for (; writing; last++) await call(server, 'POST', CONFIG_MAPS, configMap(`w${last}`))
  })()
  await until(() => last >= 5)
  const atLeast = last
  const copy = await run('backup copy.db', { cwd })
  writing = false
  await writer
  well(t, copy, /^\S+copy\.db {2}\d+ objects at revision \d+\n$/)
  t.equal(mode(join(cwd, 'copy.db')), '600')
  t.notOk(
    readdirSync(server.dataDir).some((name) => name.includes('backup')),
    'no temporary file remains',
  )

  await refused(t, 'backup taken', { cwd }, /taken exists; name another/, 1)
  t.equal(readFileSync(join(cwd, 'taken'), 'utf8'), 'before')
  await refused(t, 'backup no/such/folder', { cwd }, /cannot write \S+ \(ENOENT\)/)
  t.same(readdirSync(cwd).sort(), ['.csrlab', 'copy.db', 'taken'])
  t.notOk(readdirSync(server.dataDir).some((name) => name.includes('backup')))
  await stop(server)

  // the steps of docs/options.md; chmod makes the copy readable for others
  mkdirSync(join(cwd, 'restored'), { mode: 0o700 })
  copyFileSync(join(cwd, 'copy.db'), join(cwd, 'restored', 'csrlab.db'))
  chmodSync(join(cwd, 'restored', 'csrlab.db'), 0o644)
  const dataDir = join(cwd, 'restored')
  const restored = await serve(['--port', '0', '--data-dir', dataDir], { cwd, dataDir })
  const { items } = await call(restored, 'GET', CONFIG_MAPS)
  const names = new Set(items.map(({ metadata }) => metadata.name))
  t.same(
    Array.from({ length: atLeast }, (_, i) => `w${i}`).filter((name) => !names.has(name)),
    [],
    'all acknowledged objects are present',
  )
  for (const name of ['ca.crt', 'admin.crt', 'admin.key']) {
    t.equal(
      readFileSync(join(dataDir, name), 'utf8'),
      readFileSync(join(server.dataDir, name), 'utf8'),
      `${name} is restored`,
    )
  }
  t.equal(mode(join(dataDir, 'csrlab.db')), '600', 'the restored file is private')
  const old = { url: restored.url, dataDir: server.dataDir }
  t.equal((await open(old, 'GET', CONFIG_MAPS)).statusCode, 401, 'the old token is not restored')
  await stop(restored)
})

t.test('a stopped server can be backed up, an empty folder cannot', async (t) => {
  const cwd = t.testdir({ empty: {} })
  await stop(await serve('--port 0', { cwd }))
  well(t, await run('backup copy.db', { cwd }), /objects at revision/)
  t.same(readdirSync(cwd).sort(), ['.csrlab', 'copy.db', 'empty'])
  t.equal(mode(join(cwd, 'copy.db')), '600')
  await refused(t, 'backup x --data-dir empty', { cwd }, /there is no .*csrlab\.db.*/)
  t.same(readdirSync(join(cwd, 'empty')), [])
})

t.test('with a passphrase, keys in the database are encrypted', async (t) => {
  const cwd = t.testdir({ right: 'swordfish\nsecond line\n', wrong: 'tunafish\n', empty: '\n' })
  const args = ['--port', '0']
  const secret = [...args, '--encryption-passphrase-file', 'right']
  const plain = await serve(args, { cwd })
  const db = join(plain.dataDir, 'csrlab.db')
  const admin = readFileSync(join(plain.dataDir, 'admin.key'), 'utf8')
  await stop(plain)
  const line = admin.split('\n')[1]!
  t.ok(readFileSync(db).includes(line), 'without a passphrase, the database has plain keys')

  const first = await serve(secret, { cwd })
  t.match(readFileSync(join(first.dataDir, 'ca.crt'), 'utf8'), 'BEGIN CERTIFICATE')
  t.equal((await call(first, 'GET', '/version')).major, '1', 'the token is still valid')
  await stop(first)
  t.notOk(readFileSync(db).includes(line), 'the plain key is gone from the database')
  t.notOk(readFileSync(db).includes('PRIVATE KEY'))

  const before = readFileSync(db)
  await refused(
    t,
    args,
    { cwd },
    /are encrypted, and no passphrase was given.*--encryption-passphrase-file/,
  )
  const wrong = ['--encryption-passphrase-file', 'wrong']
  await refused(t, [...args, ...wrong], { cwd }, /encrypted with another passphrase/)
  await refused(t, [...args, '--encryption-passphrase-file', 'empty'], { cwd }, /empty line/, 2)
  await refused(t, [...args, '--encryption-passphrase-file', 'none'], { cwd }, /no such file/, 2)
  await refused(t, [...secret, '--in-memory'], { cwd }, /needs --data-dir/, 2)
  t.ok(readFileSync(db).equals(before), 'failed starts do not change the database')

  const again = await serve(secret, { cwd })
  t.equal((await call(again, 'GET', '/version')).major, '1')
  t.equal(readFileSync(join(again.dataDir, 'admin.key'), 'utf8'), admin)
  await stop(again)
})

t.test(
  'csrlab stop waits as long as --shutdown-delay-duration lets the server serve',
  async (t) => {
    const cwd = t.testdir()
    const server = await serve('--port 0 --shutdown-delay-duration 11s', { cwd })
    well(t, await run('stop', { cwd }), /^kubernetes is stopped; its data stay in /)
    t.equal((await server.ended).code, 0)
  },
)
