/**
 * What V8 has compiled of the program, kept for its next start where Node does that (22.1 and newer): a tenth of a start. As for any
 * program, `NODE_DISABLE_COMPILE_CACHE=1` turns it off, and `NODE_COMPILE_CACHE` names another folder.
 */
const { mkdirSync, statSync } = require('node:fs')
const nodeModule = require('node:module')
const { homedir } = require('node:os')
const { isAbsolute, join } = require('node:path')

/** Where users keep such things: as the XDG Base Directory Specification, Apple and Microsoft have it; '' for a user of no home. */
const cachesOf = ({ XDG_CACHE_HOME = '', LOCALAPPDATA = '' }, platform) => {
  if (platform === 'win32') return LOCALAPPDATA
  if (isAbsolute(XDG_CACHE_HOME)) return XDG_CACHE_HOME
  const home = homedir()
  return platform === 'darwin' ? join(home, 'Library', 'Caches') : join(home, '.cache')
}

/** Whoever can write to it decides what is run: with `sudo` a folder of one user's home may be that of another. */
const isOwn = (folder) => {
  if (process.getuid === undefined) return true
  const { uid, mode } = statSync(folder)
  return uid === process.getuid() && (mode & 0o022) === 0
}

/** Never throws: where it cannot be kept, a start is only slower. */
exports.keepCompiled = () => {
  const { enableCompileCache } = nodeModule
  if (enableCompileCache === undefined) return
  try {
    const caches = cachesOf(process.env, process.platform)
    if (!isAbsolute(caches)) return
    const ours = join(caches, 'csrlab')
    const folder = join(ours, 'compiled')
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if ([caches, ours, folder].every(isOwn)) enableCompileCache(folder)
  } catch {
    // no home, or one that cannot be written to
  }
}
