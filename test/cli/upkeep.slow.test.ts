import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import t, { type Test } from 'tap'
import { unbroken } from '../fixtures/unbroken.ts'
import { call, type Ended, open, run, serve, stop } from './process.ts'
import { refused } from './refused.ts'
import { until } from '../fixtures/waits.ts'

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
const configMap = (name: string): object => ({ metadata: { name }, data: { colour: 'green' } })

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)

/** Ended well, with nothing to say on standard error. */
const well = (t: Test, ended: Ended, says: RegExp) => {
  t.equal(ended.code, 0, ended.stderr)
  t.equal(ended.stderr, '')
  t.match(ended.stdout, says)
}

t.test('a copy of a running server is whole, and a server starts from it', async (t) => {
  const cwd = t.testdir({ taken: 'before' })
  const server = await serve(['--port', '0'], { cwd })
  let last = 0
  let writing = true
  const writer = (async () => {
    for (; writing; last++)
      await call(server, CONFIG_MAPS, { method: 'POST', body: configMap(`w${last}`) })
  })()
  await until(() => last >= 5)
  const atLeast = last
  const copy = await run(['backup', 'copy.db'], { cwd })
  writing = false
  await writer
  well(t, copy, /^\S+copy\.db {2}\d+ objects at revision \d+\n$/)
  t.equal(mode(join(cwd, 'copy.db')), '600')
  t.notOk(
    readdirSync(server.dataDir).some((name) => name.includes('backup')),
    'nothing is left',
  )

  refused(t, await run(['backup', 'taken'], { cwd }), /taken is there already; name another/, 1)
  t.equal(readFileSync(join(cwd, 'taken'), 'utf8'), 'before')
  refused(t, await run(['backup', 'no/such/folder'], { cwd }), /cannot write \S+ \(ENOENT\)/)
  refused(
    t,
    await run(['backup', 'more.db', '--kubeconfig', 'nowhere'], { cwd }),
    /no kubeconfig at nowhere/,
  )
  t.same(readdirSync(cwd).sort(), ['.csrlab', 'copy.db', 'taken'])
  t.notOk(readdirSync(server.dataDir).some((name) => name.includes('backup')))
  const checked = await run(['check'], { cwd })
  t.equal(checked.code, 1)
  t.match(
    unbroken(checked.stdout),
    /in use by another process stop it, or check a copy: csrlab backup/,
  )
  well(
    t,
    await run(['check', 'copy.db'], { cwd }),
    /^ {2}copy\.db\n {4}\d+ objects at[^]*All is well/,
  )
  await stop(server)

  // as docs/options.md says
  mkdirSync(join(cwd, 'restored'), { mode: 0o700 })
  copyFileSync(join(cwd, 'copy.db'), join(cwd, 'restored', 'csrlab.db'))
  chmodSync(join(cwd, 'restored', 'csrlab.db'), 0o644)
  const dataDir = join(cwd, 'restored')
  const restored = await serve(['--port', '0', '--data-dir', dataDir], { cwd, dataDir })
  const { items } = await call(restored, CONFIG_MAPS)
  const names = new Set(items.map(({ metadata }) => metadata.name))
  t.same(
    Array.from({ length: atLeast }, (_, i) => `w${i}`).filter((name) => !names.has(name)),
    [],
    'all that was answered before',
  )
  for (const name of ['ca.crt', 'admin.crt', 'admin.key']) {
    t.equal(
      readFileSync(join(dataDir, name), 'utf8'),
      readFileSync(join(server.dataDir, name), 'utf8'),
      `${name} is the same`,
    )
  }
  t.equal(mode(join(dataDir, 'csrlab.db')), '600', 'and is for its owner again')
  const old = { url: restored.url, dataDir: server.dataDir }
  t.equal((await open(old, CONFIG_MAPS)).statusCode, 401, 'the copy does not hold the old token')
  await stop(restored)
  well(t, await run(['check', '--data-dir', 'restored'], { cwd }), /All is well/)
})

t.test('a stopped server can be copied too, and a folder that is none', async (t) => {
  const cwd = t.testdir({ empty: {} })
  await stop(await serve(['--port', '0'], { cwd }))
  well(t, await run(['backup', 'copy.db'], { cwd }), /objects at revision/)
  t.same(readdirSync(cwd).sort(), ['.csrlab', 'copy.db', 'empty'])
  const copy = join(cwd, 'copy.db')
  chmodSync(copy, 0o644)
  t.match(await run(['check', 'copy.db', '--json'], { cwd }), {
    code: 1,
    stdout: /"well": false,[^]*copy\.db has mode 0644[^]*chmod 600 copy\.db/,
  })
  writeFileSync(copy, readFileSync(copy).subarray(0, 5000))
  t.match(await run(['check', 'copy.db'], { cwd }), {
    code: 1,
    stdout:
      /no sound csrlab data file.*\n {4}make another copy of the cluster: csrlab backup FILE\n$/,
  })
  rmSync(copy)
  refused(t, await run(['check', 'copy.db'], { cwd }), /there is no file copy\.db/)
  well(
    t,
    await run(['check', '.csrlab'], { cwd }),
    /^ {2}\.csrlab\n {4}\d+ objects at[^]*All is well/,
  )
  const both = await run(['check', '.csrlab', '--data-dir', 'empty'], { cwd })
  t.match(both, { code: 2, stderr: /one of the two is checked/ })
  for (const command of [['backup', 'x'], ['check']]) {
    const ended = await run([...command, '--data-dir', 'empty'], { cwd })
    refused(t, ended, /there is no .*csrlab\.db.*/)
  }
  t.same(readdirSync(join(cwd, 'empty')), [])
})

t.test('what is wrong with a folder is found, with what to do', async (t) => {
  const cwd = t.testdir({})
  const server = await serve(['--port', '0'], { cwd })
  await call(server, CONFIG_MAPS, { method: 'POST', body: configMap('kept') })
  await stop(server)
  const db = join(server.dataDir, 'csrlab.db')
  const sound = readFileSync(db)

  const told = (ended: Ended): Ended => ({ ...ended, stdout: unbroken(ended.stdout) })
  const check = async () => run(['check'], { cwd })
  well(t, await check(), /objects at revision[\s\S]*All is well/)
  t.ok(readFileSync(db).equals(sound), 'looking changes nothing')

  chmodSync(server.dataDir, 0o755)
  chmodSync(join(server.dataDir, 'admin.key'), 0o640)
  writeFileSync(join(server.dataDir, 'token.99.tmp'), '')
  const loose = await check()
  t.equal(loose.code, 1)
  t.match(unbroken(loose.stdout), /\.csrlab has mode 0755.* chmod 700 /)
  t.match(unbroken(loose.stdout), /admin\.key has mode 0640.* chmod 600 /)
  t.match(unbroken(loose.stdout), /token\.99\.tmp was left.* rm /)
  chmodSync(server.dataDir, 0o700)

  const broken: [string, string][] = [
    [
      `UPDATE log SET value = substr(value, 1, 40) WHERE key LIKE '%configmaps/default/kept'`,
      'objects are not whole: .*configmaps/default/kept at revision',
    ],
    [`DELETE FROM settings WHERE name = 'ca.key'`, 'the key of the root CA is missing'],
    [
      `UPDATE settings SET value = (SELECT value FROM settings WHERE name = 'admin.key') WHERE name = 'ca.key'`,
      'its root CA cannot be used: ',
    ],
    [
      `UPDATE log SET deleted = 1 WHERE key LIKE '%configmaps/default/kept'`,
      'deletes are of a key that was not there',
    ],
  ]
  for (const [sql, says] of broken) {
    writeFileSync(db, sound)
    const database = new Database(db)
    database.exec(sql)
    database.close()
    const ended = await run(['check', '--json'], { cwd })
    t.equal(ended.code, 1, sql)
    const { well, findings } = JSON.parse(ended.stdout)
    t.equal(well, false)
    t.match(findings[0], { text: new RegExp(says), mend: /restore a backup/ })
  }

  writeFileSync(db, Buffer.from(sound).fill(0x5a, 4096 * 3, 4096 * 6))
  t.match(told(await check()), { code: 1, stdout: /no sound csrlab data file|csrlab\.db: / })
  writeFileSync(db, sound.subarray(0, sound.length / 2))
  t.match(told(await check()), { code: 1, stdout: /restore a backup/ })
})

t.test('keys that are encrypted in the database', async (t) => {
  const cwd = t.testdir({ right: 'swordfish\nsecond line\n', wrong: 'tunafish\n', empty: '\n' })
  const args = ['--port', '0']
  const secret = [...args, '--encryption-passphrase-file', 'right']
  // plain before
  const plain = await serve(args, { cwd })
  const db = join(plain.dataDir, 'csrlab.db')
  const admin = readFileSync(join(plain.dataDir, 'admin.key'), 'utf8')
  await stop(plain)
  const line = admin.split('\n')[1]!
  t.ok(readFileSync(db).includes(line), 'plain keys are in the database')

  const first = await serve(secret, { cwd })
  t.match(readFileSync(join(first.dataDir, 'ca.crt'), 'utf8'), 'BEGIN CERTIFICATE')
  t.equal((await call(first, '/version')).major, '1', 'the same token logs in')
  await stop(first)
  t.notOk(readFileSync(db).includes(line), 'and are gone from it')
  t.notOk(readFileSync(db).includes('PRIVATE KEY'))

  const before = readFileSync(db)
  refused(
    t,
    await run(args, { cwd }),
    /are encrypted, and no passphrase was given.*--encryption-passphrase-file/,
  )
  const wrong = ['--encryption-passphrase-file', 'wrong']
  refused(t, await run([...args, ...wrong], { cwd }), /encrypted with another passphrase/)
  refused(
    t,
    await run([...args, '--encryption-passphrase-file', 'empty'], { cwd }),
    /empty line/,
    2,
  )
  refused(
    t,
    await run([...args, '--encryption-passphrase-file', 'none'], { cwd }),
    /no such file/,
    2,
  )
  refused(t, await run(['check', '--encryption-passphrase-file', 'none'], { cwd }), /ENOENT/)
  refused(t, await run([...secret, '--in-memory'], { cwd }), /give --data-dir/, 2)
  t.match(await run(['check', ...wrong], { cwd }), { code: 1, stdout: /another\s+passphrase/ })
  t.ok(readFileSync(db).equals(before), 'none of these changed anything')

  well(t, await run(['check'], { cwd }), /All is well/)
  well(t, await run(['check', '--encryption-passphrase-file', 'right'], { cwd }), /All is well/)
  const again = await serve(secret, { cwd })
  t.equal((await call(again, '/version')).major, '1')
  t.equal(readFileSync(join(again.dataDir, 'admin.key'), 'utf8'), admin)
  await stop(again)
})
