/**
 * Caches V8's compiled code of our modules in one file, for Node before 22.1. At exit, rewrites the
 * file if the code of a module was missing or outdated.
 */
const fs = require('node:fs')
const nodeModule = require('node:module')
const path = require('node:path')
const vm = require('node:vm')

/** A text that changes with the content of a module's file. */
const stateOf = (filename) => {
  const { size, ctimeMs } = fs.statSync(filename, { throwIfNoEntry: false }) ?? {}
  return `${size} ${ctimeMs}`
}

/** The cache file: the index's length, the index, the code. */
class CompiledCode {
  #file
  #index = {}
  #start = 0

  constructor(file) {
    try {
      this.#file = fs.openSync(file, 'r')
      const length = this.#read(0, 4).readUInt32LE()
      this.#index = JSON.parse(this.#read(4, length).toString())
      this.#start = 4 + length
    } catch {
      // absent or incomplete
    }
  }

  get filenames() {
    return Object.keys(this.#index)
  }

  /** Returns the code of a module in this state, if any. V8 rejects code of other V8 versions. */
  of(filename, state) {
    const [kept, at, length] = this.#index[filename] ?? []
    return kept === state ? this.#read(this.#start + at, length) : undefined
  }

  #read(at, length) {
    const bytes = Buffer.allocUnsafeSlow(length)
    return bytes.subarray(0, fs.readSync(this.#file, bytes, 0, length, at))
  }
}

const write = (file, parts) => {
  const index = {}
  let at = 0
  for (const [filename, { state, code }] of parts) {
    index[filename] = [state, at, code.length]
    at += code.length
  }
  const head = Buffer.from(JSON.stringify(index))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(head.length)
  const unfinished = `${file}.${process.pid}`
  const bytes = Buffer.concat([length, head, ...[...parts.values()].map(({ code }) => code)])
  fs.writeFileSync(unfinished, bytes, { mode: 0o600, flush: true })
  fs.renameSync(unfinished, file)
}

/** Loads our modules (`.cjs`) with cached code from now on. */
exports.keepIn = (folder) => {
  const file = path.join(folder, 'code')
  const known = new CompiledCode(file)
  const loaded = new Map()
  let isComplete = true
  nodeModule._extensions['.cjs'] = (module, filename) => {
    if (!filename.startsWith(__dirname)) {
      nodeModule._extensions['.js'](module, filename)
      return
    }
    const state = stateOf(filename)
    const source = fs.readFileSync(filename, 'utf8').replace(/^#!/, '//')
    const cachedData = known.of(filename, state)
    const script = new vm.Script(nodeModule.wrap(source), { filename, cachedData })
    loaded.set(filename, { state, script })
    isComplete &&= script.cachedDataRejected === false
    const { exports } = module
    // cheaper than `createRequire`
    const require = (name) => module.require(name)
    const run = script.runInThisContext()
    run.call(exports, exports, require, module, filename, path.dirname(filename))
  }
  process.once('exit', () => {
    if (isComplete) return
    try {
      const parts = new Map()
      for (const filename of known.filenames) {
        const state = stateOf(filename)
        const code = known.of(filename, state)
        if (code !== undefined) parts.set(filename, { state, code })
      }
      for (const [filename, { state, script }] of loaded)
        parts.set(filename, { state, code: script.createCachedData() })
      write(file, parts)
    } catch {
      // without the file, the next start is only slower
    }
  })
}
