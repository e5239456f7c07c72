import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { filesIn, readMadeOf, removeOthers, replaceContent, textOf } from '../build/dist.ts'
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

const versionOf = (number: number) => ({
  'main.cjs': `module.exports = () => require('./part-${number}.cjs')`,
  [`part-${number}.cjs`]: `module.exports = ${number}`,
})

t.test('a build replaces the content of dist while programs start from it', async (t) => {
  const root = t.testdir({
    dist: {
      ...versionOf(1),
      '.made-of': 'x',
      'words.json': '{}',
      gone: { 'a.js': '' },
      place: '',
    },
    fresh: { ...versionOf(2), new: { 'b.js': '' }, place: '2' },
  })
  const [dist, fresh] = [join(root, 'dist'), join(root, 'fresh')]
  const main = join(dist, 'main.cjs')
  const load = `console.log(require(${JSON.stringify(main)})())`
  const started = () => execFileSync(process.execPath, ['-e', load], { encoding: 'utf8' }).trim()
  t.equal(started(), '1')
  let between = 0
  replaceContent(dist, fresh, () => {
    between++
    t.equal(started(), '2')
    t.ok(readdirSync(dist).includes('part-1.cjs'), 'a process that has loaded main.cjs goes on')
    t.notOk(readdirSync(dist).includes('.made-of'), 'if the build is killed, the next one builds')
  })
  t.equal(between, 1)
  const made = ['main.cjs', 'new/b.js', 'part-2.cjs', 'place']
  t.same(filesIn(dist), made, 'only the files of this build are left')
  t.same(readdirSync(dist).sort(), ['main.cjs', 'new', 'part-2.cjs', 'place'], 'no empty folder')
  t.same(readdirSync(root), ['dist'])
  t.equal(readMadeOf(dist), undefined)
  const content = { digest: 'd', files: made }
  writeFileSync(join(dist, '.made-of'), textOf(content))
  t.same(readMadeOf(dist), content)
  writeFileSync(join(dist, 'old.json'), '{}')
  removeOthers(dist, made)
  t.same(filesIn(dist), made)
  t.equal(readFileSync(join(dist, 'place'), 'utf8'), '2')
})
