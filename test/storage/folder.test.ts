import { statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { makeFolder } from '../../src/storage/folder.ts'

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)

t.test('missing folders are created, for their owner only', async (t) => {
  const there = t.testdir({})
  const before = mode(there)
  const made = join(there, 'a', 'b')
  makeFolder(made)
  makeFolder(made)
  t.same([mode(made), mode(join(there, 'a'))], ['700', '700'])
  t.equal(mode(there), before, 'an existing folder keeps its mode')
})

t.test('a file at the path of a folder or of its parent is an error', async (t) => {
  const file = join(t.testdir({ file: 'text' }), 'file')
  t.throws(() => makeFolder(file), { code: 'EEXIST' })
  t.throws(() => makeFolder(join(file, 'below')), { code: 'ENOTDIR' })
})
