/**
 * Caches V8's compiled code of the program, which saves a fifth of the next start. Uses Node's own
 * cache, or before Node 22.1 `compiled-code.cjs`. `NODE_DISABLE_COMPILE_CACHE=1` disables the
 * cache; from Node 22.1 on, `NODE_COMPILE_CACHE` names another folder.
 */
const { mkdirSync, statSync } = require('node:fs')
const nodeModule = require('node:module')
const os = require('node:os')
const path = require('node:path')

/** The user's cache folder, by the conventions of XDG, Apple or Microsoft. */
const cachesOf = ({ XDG_CACHE_HOME = '', LOCALAPPDATA = '' }, platform) => {
  if (platform === 'win32') return LOCALAPPDATA
  if (path.isAbsolute(XDG_CACHE_HOME)) return XDG_CACHE_HOME
  const home = os.homedir()
  return platform === 'darwin' ? path.join(home, 'Library', 'Caches') : path.join(home, '.cache')
}

/** Whether no other user can write to a folder. With `sudo`, `HOME` may be another user's. */
const isOwn = (folder) => {
  if (process.getuid === undefined) return true
  const { uid, mode } = statSync(folder)
  return uid === process.getuid() && (mode & 0o022) === 0
}

/** Enables the cache. Never throws: without the cache, a start is only slower. */
exports.keepCompiled = () => {
  const { enableCompileCache } = nodeModule
  if (process.env.NODE_DISABLE_COMPILE_CACHE !== undefined) return
  try {
    const caches = cachesOf(process.env, process.platform)
    if (!path.isAbsolute(caches)) return
    const ours = path.join(caches, 'csrlab')
    const folder = path.join(ours, 'compiled')
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (![caches, ours, folder].every(isOwn)) return
    const keep = enableCompileCache ?? require('./compiled-code.cjs').keepIn
    keep(folder)
  } catch {
    // no home folder, or not writable
  }
}
