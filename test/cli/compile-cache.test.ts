/**
 * The location of V8's compile cache in dist/compile-cache.cjs; Node's own API is replaced, so any
 * version can run this.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const FILE = fileURLToPath(new URL('../../dist/compile-cache.cjs', import.meta.url))

/** The folder passed to Node, as JSON; '' if none. */
const told = (environment: Record<string, string>, enable = '(folder) => console.log(folder)') => {
  const program = `
    require('node:module').enableCompileCache = ${enable}
    require(${JSON.stringify(FILE)}).keepCompiled()`
  return execFileSync(process.execPath, ['-e', program], { env: environment }).toString().trim()
}

t.test("it is in the user's caches, inaccessible to others", async (t) => {
  const home = t.testdir()
  const caches = process.platform === 'darwin' ? join('Library', 'Caches') : '.cache'
  t.equal(told({ HOME: home }), join(home, caches, 'csrlab', 'compiled'))
  const other = join(home, 'other')
  t.equal(told({ HOME: home, XDG_CACHE_HOME: other }), join(other, 'csrlab', 'compiled'))
  t.equal(statSync(join(other, 'csrlab')).mode & 0o077, 0)
  const relative = told({ HOME: home, XDG_CACHE_HOME: 'relative' })
  t.equal(relative, told({ HOME: home }), 'a relative path is ignored, as specified')
})

t.test('it is in no folder that others may write to', async (t) => {
  const caches = t.testdir()
  mkdirSync(join(caches, 'csrlab'))
  chmodSync(join(caches, 'csrlab'), 0o777)
  t.equal(told({ XDG_CACHE_HOME: caches }), '')
  chmodSync(join(caches, 'csrlab'), 0o700)
  t.equal(told({ XDG_CACHE_HOME: caches }), join(caches, 'csrlab', 'compiled'))
  chmodSync(caches, 0o777)
  t.equal(told({ XDG_CACHE_HOME: caches }), '')
})

t.test('without a place for it, nothing is printed', async (t) => {
  const home = t.testdir({ file: '' })
  t.equal(told({ HOME: home, XDG_CACHE_HOME: join(home, 'file') }), '')
  t.equal(told({ XDG_CACHE_HOME: join(home, 'none') }, 'undefined'), '', 'an older Node')
  t.notOk(existsSync(join(home, 'none')))
})
