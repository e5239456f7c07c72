import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { lockFolder } from '../../src/storage/folder-lock.ts'

t.test('a folder has one holder at a time', async (t) => {
  const folder = join(t.testdir(), 'data')
  const release = lockFolder(folder)
  t.ok(existsSync(folder), 'the folder is created')
  t.throws(() => lockFolder(folder), {
    name: 'OpenError',
    kind: 'locked',
    message: `another replica uses the data folder ${folder}: give each replica its own --data-dir`,
  })
  lockFolder(join(t.testdirName, 'other'))()
  release()
  lockFolder(folder)()
})

t.test("a file at the folder's path is an error", async (t) => {
  const folder = join(t.testdir({ data: 'a file' }), 'data')
  t.throws(() => lockFolder(folder), { name: 'OpenError', kind: 'unwritable' })
})
