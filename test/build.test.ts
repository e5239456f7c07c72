import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { digestOf } from '../build/made-of.ts'

t.test('the digest of the sources depends on their names and contents only', async (t) => {
  const root = t.testdir({ src: { 'a.ts': 'a', deep: { 'b.ts': 'b' } }, 'package.json': '{}' })
  const digest = () => digestOf(root, ['src', 'package.json'])
  const seen = [digest()]
  const changes: readonly (() => void)[] = [
    () => writeFileSync(join(root, 'src', 'deep', 'b.ts'), 'c'),
    () => writeFileSync(join(root, 'package.json'), '{"version":"1.0.0"}'),
    () => renameSync(join(root, 'src', 'a.ts'), join(root, 'src', 'c.ts')),
    () => writeFileSync(join(root, 'src', 'new.ts'), ''),
    () => mkdirSync(join(root, 'src', 'empty')),
  ]
  for (const change of changes) {
    change()
    seen.push(digest())
  }
  t.equal(new Set(seen).size, changes.length, 'each change but the empty folder alters the digest')
  writeFileSync(join(root, 'README.md'), 'more')
  t.equal(digest(), seen.at(-1), 'files outside the list do not change the digest')
})
