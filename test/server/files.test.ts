import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { FileError, folderRisk, keepPrivateFile, writePrivateFile } from '../../src/server/files.ts'

const modeOf = (path: string) => statSync(path).mode & 0o7777
const needsRoot =
  process.getuid?.() === 0 ? {} : { skip: 'NOT TESTED: only root can change the owner of a file' }
const NOBODY = 65_534

t.test('new files and folders are private, even with umask 0', async (t) => {
  const folder = t.testdir()
  const before = process.umask(0)
  t.teardown(() => process.umask(before))
  const path = join(folder, 'new', 'admin.key')
  writePrivateFile(path, 'secret')
  t.equal(readFileSync(path, 'utf8'), 'secret')
  t.equal(modeOf(path), 0o600)
  t.equal(modeOf(join(folder, 'new')), 0o700)
  t.same(readdirSync(join(folder, 'new')), ['admin.key'], 'no temporary file is left')
})

t.test("another user's file at the temporary path is not used", async (t) => {
  const folder = t.testdir({ theirs: 'old' })
  const path = join(folder, 'admin.key')
  for (const name of [`admin.key.${process.pid}.tmp`, 'admin.key.tmp']) {
    symlinkSync(join(folder, 'theirs'), join(folder, name))
  }
  writePrivateFile(path, 'secret')
  t.equal(readFileSync(join(folder, 'theirs'), 'utf8'), 'old')
  t.equal(modeOf(path), 0o600)
})

t.test('an existing file is replaced, not overwritten', async (t) => {
  const folder = t.testdir({ theirs: 'old' })
  const path = join(folder, 'token')
  symlinkSync(join(folder, 'theirs'), path)
  keepPrivateFile(path, 'secret')
  t.equal(readFileSync(join(folder, 'theirs'), 'utf8'), 'old')
  t.equal(readFileSync(path, 'utf8'), 'secret')
})

t.test('an unwritable path causes an error of one sentence', async (t) => {
  const folder = t.testdir({ file: '' })
  symlinkSync('loop', join(folder, 'loop'))
  for (const place of [join(folder, 'file'), join(folder, 'loop'), '/dev/null', '/proc']) {
    t.throws(() => writePrivateFile(join(place, 'x', 'token'), 'secret'), FileError, place)
  }
  t.throws(() => writePrivateFile(join(folder, 'file', 'token'), 'x'), {
    message: `Cannot write ${folder}/file/token (EEXIST); make its folder writable, or choose another place.`,
  })
  mkdirSync(join(folder, 'taken'))
  t.throws(() => writePrivateFile(join(folder, 'taken'), 'x'), FileError)
  t.same(readdirSync(folder).sort(), ['file', 'loop', 'taken'], 'no temporary file is left')
})

t.test('an unchanged file is kept, and its permissions are fixed', async (t) => {
  const path = join(t.testdir({ token: 'secret' }), 'token')
  chmodSync(path, 0o644)
  const { ino } = statSync(path)
  keepPrivateFile(path, 'secret')
  t.equal(modeOf(path), 0o600)
  t.equal(statSync(path).ino, ino)
  keepPrivateFile(path, 'other')
  t.equal(readFileSync(path, 'utf8'), 'other')
})

t.test('a file of another user is recreated', needsRoot, async (t) => {
  const path = join(t.testdir({ token: 'secret' }), 'token')
  chmodSync(path, 0o600)
  chownSync(path, NOBODY, NOBODY)
  keepPrivateFile(path, 'secret')
  t.equal(statSync(path).uid, process.getuid?.())
})

t.test('the risk of a folder depends on who else can write to it', async (t) => {
  const folder = t.testdir()
  const cases = [
    [0o700, undefined],
    [0o755, undefined],
    [0o770, 'replace'],
    [0o702, 'replace'],
    [0o777, 'replace'],
    [0o1777, 'add'],
    [0o1770, 'add'],
    [0o1755, undefined],
  ] as const
  for (const [mode, risk] of cases) {
    chmodSync(folder, mode)
    t.equal(folderRisk(folder), risk, mode.toString(8))
  }
  t.equal(folderRisk(join(folder, 'none')), undefined)
})

t.test('a folder of another user is "owned", whatever its mode', needsRoot, async (t) => {
  const folder = t.testdir()
  chmodSync(folder, 0o700)
  chownSync(folder, NOBODY, NOBODY)
  t.equal(folderRisk(folder), 'owned')
})

t.test('a file can be rewritten repeatedly', async (t) => {
  const path = join(t.testdir(), 'kubeconfig')
  for (const text of ['a', 'b', 'b']) {
    keepPrivateFile(path, text)
    t.equal(readFileSync(path, 'utf8'), text)
  }
  writeFileSync(path, 'c')
  keepPrivateFile(path, 'b')
  t.equal(readFileSync(path, 'utf8'), 'b')
})
