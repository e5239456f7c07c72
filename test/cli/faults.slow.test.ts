/* Disk errors, permissions and damaged rows, with real files. */
import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import Database from 'better-sqlite3'
import t, { type Test } from 'tap'
import { verifyStore } from '../../src/storage/verify.ts'
import { lacking } from '../fixtures/installed.ts'
import { call, open, run, type Running, serve, stop } from './process.ts'
import { refused, SENTENCE } from './refused.ts'

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
/** an unprivileged user */
const NOBODY = 65_534
const isRoot = process.getuid?.() === 0

/** Creates a large object. */
const create = async (server: Running, name: string): Promise<{ code: number; body: any }> => {
  const body = { metadata: { name }, data: { text: 'x'.repeat(100_000) } }
  const response = await open(server, 'POST', CONFIG_MAPS, body)
  return { code: response.statusCode!, body: JSON.parse(await textOf(response)) }
}

/** Fills the disk; resolves with the accepted writes and the first rejection. */
const fill = async (
  server: Running,
): Promise<{ kept: string[]; refusal: { code: number; body: any } }> => {
  const kept: string[] = []
  for (let i = 0; i < 500; i++) {
    const answer = await create(server, `m${i}`)
    if (answer.code !== 201) return { kept, refusal: answer }
    kept.push(`m${i}`)
  }
  throw new Error('the disk never became full')
}

const namesOf = async (server: Running) =>
  (await call(server, 'GET', CONFIG_MAPS)).items.map(({ metadata }) => metadata.name)

/**
 * Fills the disk, then expects that reads continue, writes resume once `room` has made space, and
 * accepted writes survive a restart.
 */
const goesOn = async (t: Test, server: Running, says: RegExp, room: () => void, cwd: string) => {
  const { kept, refusal } = await fill(server)
  t.ok(kept.length > 3, `${kept.length} objects fit`)
  t.equal(refusal.code, 500)
  t.match(refusal.body, {
    kind: 'Status',
    status: 'Failure',
    reason: 'InternalError',
    message: says,
  })
  t.equal((await create(server, 'again')).code, 500, 'the next write fails too')
  const names = await namesOf(server)
  t.same(
    [...kept].sort(),
    names.filter((name) => name !== 'kube-root-ca.crt').sort(),
    'reads continue',
  )
  t.equal((await open(server, 'GET', '/livez')).statusCode, 200, 'the server is alive')
  t.equal((await open(server, 'GET', '/readyz')).statusCode, 500, 'the server is not ready')
  const why = await open(server, 'GET', '/readyz/etcd-readiness')
  t.match(await textOf(why), says)
  room()
  t.equal((await create(server, 'later')).code, 201, 'writes resume once there is space')
  t.equal((await open(server, 'GET', '/readyz')).statusCode, 200)
  const { stderr, code } = await stop(server)
  t.equal(code, 0, stderr)
  t.match(stderr, /^\{.*"msg":"cannot store changes in \S+csrlab\.db \(.*\), reads go on: .*\}\n/)
  t.match(stderr, /\n\{.*"msg":"changes are stored again in \S+csrlab\.db"\}\n$/)
  t.equal(stderr.trim().split('\n').length, 2, 'one line when writes fail, one when they work')
  const args = ['--data-dir', server.dataDir]
  t.same(verifyStore(join(server.dataDir, 'csrlab.db')).problems, [])
  const again = await serve(['--port', '0', ...args], { cwd, dataDir: server.dataDir })
  t.same((await namesOf(again)).sort(), [...kept, 'kube-root-ca.crt', 'later'].sort())
  await stop(again)
}

t.test(
  'after an I/O error, writes get a Status, and the server continues',
  { skip: lacking('prlimit') },
  async (t) => {
    const cwd = t.testdir({})
    const server = await serve('--port 0', { cwd })
    const limit = (bytes: string) => {
      execFileSync('prlimit', [`--pid=${server.process.pid}`, `--fsize=${bytes}:`])
    }
    // larger files fail with EFBIG
    limit('1500000')
    await goesOn(t, server, /not stored: disk I\/O error/, () => limit('unlimited'), cwd)
  },
)

const mount = (folder: string, size: string) =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'tmpfs', folder]).status === 0

const unmount = (folder: string): unknown => spawnSync('umount', ['-l', folder])

/** Only root can mount, and not in every container. */
const canMount = (() => {
  const folder = mkdtempSync(join(tmpdir(), 'csrlab-'))
  const mounted = isRoot && mount(folder, '100k')
  if (mounted) unmount(folder)
  rmdirSync(folder)
  return mounted
})()
const needsDisk = {
  skip: !canMount && 'NOT TESTED: no file system can be mounted; run this as root',
}

/** Mounts a file system until the test ends; returns its mount point. */
const smallDisk = (t: Test, size: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'csrlab-'))
  t.teardown(() => {
    unmount(folder)
    rmdirSync(folder)
  })
  t.ok(mount(folder, size), `mounted ${size}`)
  return folder
}

t.test('on a full disk, writes get a Status, and the server continues', needsDisk, async (t) => {
  const cwd = t.testdir({})
  const disk = smallDisk(t, '6m')
  const filler = join(disk, 'filler')
  writeFileSync(filler, Buffer.alloc(4_200_000))
  const dataDir = join(disk, 'data')
  const server = await serve(['--port', '0', '--data-dir', dataDir], { cwd, dataDir })
  const says = /not stored: database or disk is full; free space on the server's disk/
  await goesOn(t, server, says, () => rmSync(filler), cwd)
})

t.test('a start on a full disk fails, and succeeds once there is space', needsDisk, async (t) => {
  const cwd = t.testdir({})
  const disk = smallDisk(t, '1m')
  const filler = join(disk, 'filler')
  writeFileSync(filler, Buffer.alloc(1_000_000))
  const dataDir = join(disk, 'data')
  const args = ['--port', '0', '--data-dir', dataDir]
  await refused(t, args, { cwd }, /annot write \S+ \(.*(full|ENOSPC)\)[:;] .*free (disk )?space/)
  rmSync(filler)
  await stop(await serve(args, { cwd, dataDir }))
})

t.test('a backup that does not fit is an error, and leaves no file', needsDisk, async (t) => {
  const cwd = t.testdir({})
  const disk = smallDisk(t, '100k')
  const server = await serve('--port 0', { cwd })
  await refused(
    t,
    ['backup', join(disk, 'copy.db')],
    { cwd },
    /cannot write \S+copy\.db \(ENOSPC\)/,
  )
  t.same(readdirSync(disk), [])
  t.notOk(readdirSync(server.dataDir).some((name) => name.includes('backup')))
  t.equal((await call(server, 'GET', '/version')).major, '1')
  await stop(server)
})

t.test('starting with a read-only folder or database is an error of one sentence', async (t) => {
  const cwd = t.testdir({})
  await stop(await serve('--port 0', { cwd }))
  cpSync(join(cwd, '.csrlab'), join(cwd, 'file'), { recursive: true })
  mkdirSync(join(cwd, 'none'), { mode: 0o555 })
  chmodSync(join(cwd, 'none'), 0o555)
  for (const name of readdirSync(join(cwd, '.csrlab'))) chmodSync(join(cwd, '.csrlab', name), 0o444)
  chmodSync(join(cwd, '.csrlab'), 0o555)
  chmodSync(join(cwd, 'file'), 0o755)
  chmodSync(join(cwd, 'file', 'csrlab.db'), 0o444)
  if (isRoot) chownSync(join(cwd, 'file'), NOBODY, NOBODY)
  const before = readFileSync(join(cwd, '.csrlab', 'csrlab.db'))
  for (const dataDir of ['none', '.csrlab', 'file']) {
    // root ignores permissions
    const uid = isRoot ? NOBODY : undefined
    await refused(
      t,
      ['--port', '0', '--data-dir', dataDir],
      { cwd, uid },
      /cannot write \S+csrlab\.db \(EACCES\): the file or its folder is not writable; change its permissions, or choose another folder with --data-dir/,
    )
  }
  t.same(readdirSync(join(cwd, 'none')), [])
  t.ok(readFileSync(join(cwd, '.csrlab', 'csrlab.db')).equals(before))
  for (const name of ['.csrlab', 'none']) chmodSync(join(cwd, name), 0o755)
})

t.test('an undecodable row is an error that names the row and a fix', async (t) => {
  const cwd = t.testdir({})
  const server = await serve('--port 0', { cwd })
  await stop(server)
  const db = new Database(join(server.dataDir, 'csrlab.db'))
  // a controller reads this row when the server already listens
  const key = '/registry/namespaces/default'
  db.prepare<[Buffer, string]>('UPDATE log SET value = ? WHERE key = ?').run(Buffer.from('{'), key)
  db.close()
  const { code, stderr } = await run('--port 0', { cwd })
  t.equal(code, 3)
  t.match(stderr, SENTENCE, 'one sentence')
  t.match(stderr, `the row ${key} of revision `)
  t.match(stderr, 'restore a backup')
})

t.test('a start warns about a data folder owned by another user or writable by all', async (t) => {
  const cwd = t.testdir({ open: {}, theirs: {} })
  chmodSync(join(cwd, 'open'), 0o1777)
  const open = await serve('--port 0 --data-dir open', {
    cwd,
    dataDir: join(cwd, 'open'),
  })
  await stop(open)
  t.match(
    (await open.ended).stderr,
    /^csrlab: warning: other users may put files into \S+\/open; /m,
  )
  if (!isRoot) return t.comment('NOT TESTED: only root can change the owner of a folder')
  chownSync(join(cwd, 'theirs'), NOBODY, NOBODY)
  const theirs = await serve('--port 0 --data-dir theirs', {
    cwd,
    dataDir: join(cwd, 'theirs'),
  })
  await stop(theirs)
  t.match((await theirs.ended).stderr, /^csrlab: warning: \S+\/theirs belongs to another user, /m)
})
