import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { writeUserFiles } from '../../../src/cli/user-files.ts'

const write = (document: string, key: string) =>
  writeUserFiles(
    {
      name: 'jane',
      groups: [],
      key: 'the key',
      certificate: 'the certificate',
      files: { key },
    },
    document,
    { server: 'https://127.0.0.1:6443', caPem: '' },
  )

/** Makes a document's folder, `docs`, and a sibling. */
const folders = (t: Test): { readonly docs: string; readonly other: string } => {
  const top = t.testdir({ docs: {}, other: { 'kept.txt': 'kept' } })
  return { docs: join(top, 'docs'), other: join(top, 'other') }
}

t.test("users' files may be beside the document, and in folders below it", async (t) => {
  const { docs } = folders(t)
  for (const path of ['jane.key', 'keys/jane.key', 'a/b/c/jane.key']) {
    t.same(write(join(docs, 'a.yaml'), path), [join(docs, path)])
    t.equal(readFileSync(join(docs, path), 'utf8'), 'the key')
  }
})

t.test("users' files may not be elsewhere, even through links", async (t) => {
  const { docs, other } = folders(t)
  symlinkSync(other, join(docs, 'link'))
  symlinkSync(join(other, 'kept.txt'), join(docs, 'kept'))
  symlinkSync(join(other, 'new.txt'), join(docs, 'nowhere'))
  mkdirSync(join(docs, 'deep'))
  symlinkSync('..', join(docs, 'deep', 'up'))
  const outside = [
    '../other/jane.key',
    join(other, 'jane.key'),
    'link/jane.key',
    'link/new/jane.key',
    'kept',
    'nowhere',
    '.',
    '..',
  ]
  for (const path of outside)
    t.throws(() => write(join(docs, 'a.yaml'), path), { name: 'CommandError' }, path)
  t.equal(readFileSync(join(other, 'kept.txt'), 'utf8'), 'kept')
  t.same(write(join(docs, 'a.yaml'), 'deep/up/jane.key'), [join(docs, 'deep/up/jane.key')])
})

t.test("a document's folder may itself be a link", async (t) => {
  const { docs, other } = folders(t)
  symlinkSync(other, join(docs, 'here'))
  writeFileSync(join(other, 'a.yaml'), '')
  t.same(write(join(docs, 'here', 'a.yaml'), 'jane.key'), [join(docs, 'here', 'jane.key')])
  t.equal(readFileSync(join(other, 'jane.key'), 'utf8'), 'the key')
})
