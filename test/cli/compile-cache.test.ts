/** Node's API is replaced, so that any version of Node can run these tests. */
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const DIST = new URL('../../dist/', import.meta.url)
const FILE = fileURLToPath(new URL('compile-cache.cjs', DIST))

/** Returns the folder passed to Node; '' if none. */
const told = (environment: Record<string, string>) => {
  const program = `
    require('node:module').enableCompileCache = (folder) => console.log(folder)
    require(${JSON.stringify(FILE)}).keepCompiled()`
  return execFileSync(process.execPath, ['-e', program], { env: environment }).toString().trim()
}

t.test("the compile cache is in the user's cache folder, inaccessible to others", async (t) => {
  const home = t.testdir()
  const caches = process.platform === 'darwin' ? join('Library', 'Caches') : '.cache'
  t.equal(told({ HOME: home }), join(home, caches, 'csrlab', 'compiled'))
  const other = join(home, 'other')
  t.equal(told({ HOME: home, XDG_CACHE_HOME: other }), join(other, 'csrlab', 'compiled'))
  t.equal(statSync(join(other, 'csrlab')).mode & 0o077, 0)
  const relative = told({ HOME: home, XDG_CACHE_HOME: 'relative' })
  t.equal(relative, told({ HOME: home }), 'a relative XDG_CACHE_HOME is ignored, as specified')
})

t.test('a cache folder that others may write to is not used', async (t) => {
  const caches = t.testdir()
  mkdirSync(join(caches, 'csrlab'))
  chmodSync(join(caches, 'csrlab'), 0o777)
  t.equal(told({ XDG_CACHE_HOME: caches }), '')
  chmodSync(join(caches, 'csrlab'), 0o700)
  t.equal(told({ XDG_CACHE_HOME: caches }), join(caches, 'csrlab', 'compiled'))
  chmodSync(caches, 0o777)
  t.equal(told({ XDG_CACHE_HOME: caches }), '')
})

t.test(
  'nothing is cached in an unusable folder, or if the environment disables the cache',
  async (t) => {
    const home = t.testdir({ file: '' })
    t.equal(told({ HOME: home, XDG_CACHE_HOME: join(home, 'file') }), '')
    const none = { XDG_CACHE_HOME: join(home, 'none'), NODE_DISABLE_COMPILE_CACHE: '1' }
    t.equal(told(none), '', 'NODE_DISABLE_COMPILE_CACHE is respected')
    t.notOk(existsSync(join(home, 'none')))
  },
)

t.test('older versions of Node use a cache file, renewed if damaged or outdated', async (t) => {
  const home = t.testdir({ 'say.cjs': "#!/usr/bin/env node\nconsole.log('one')" })
  const said = join(home, 'say.cjs')
  for (const name of ['compile-cache.cjs', 'compiled-code.cjs'])
    copyFileSync(new URL(name, DIST), join(home, name))
  const program = `
    require('node:module').enableCompileCache = undefined
    require(${JSON.stringify(join(home, 'compile-cache.cjs'))}).keepCompiled()
    require(${JSON.stringify(said)})`
  const run = () =>
    execFileSync(process.execPath, ['-e', program], { env: { XDG_CACHE_HOME: home } }).toString()
  const code = join(home, 'csrlab', 'compiled', 'code')
  const kept = () => statSync(code).ino
  t.equal(run(), 'one\n')
  const first = kept()
  t.equal(run(), 'one\n')
  t.equal(kept(), first)
  writeFileSync(said, "console.log('two')")
  t.equal(run(), 'two\n')
  t.not(kept(), first)
  const whole = statSync(code).size
  truncateSync(code, whole - 20)
  t.equal(run(), 'two\n')
  t.equal(statSync(code).size, whole)
})
