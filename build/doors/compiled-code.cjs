/**
 * Keeps V8's compiled code of our modules in one file, for Node before 22.1. At exit, the file is
 * rewritten if a module was not in it.
 */
const fs = require('node:fs')
const nodeModule = require('node:module')
const path = require('node:path')
const vm = require('node:vm')

/** State of a module's file, which changes with its content. */
const stateOf = (filename) => {
  const { size, ctimeMs } = fs.statSync(filename, { throwIfNoEntry: false }) ?? {}
  return `${size} ${ctimeMs}`
}

/** Bytes of the file: length of the index, index, code. */
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

  /** Code of a module, unless its file has changed; V8 rejects code of another version of V8. */
  of(filename) {
    const [state, at, length] = this.#index[filename] ?? []
    return state === stateOf(filename) ? this.#read(this.#start + at, length) : undefined
  }

  #read(at, length) {
    const bytes = Buffer.allocUnsafeSlow(length)
    if (fs.readSync(this.#file, bytes, 0, length, at) < length) throw new Error('incomplete')
    return bytes
  }
}

const write = (file, parts) => {
  const index = {}
  let at = 0
  for (const [filename, { length }] of parts) {
    index[filename] = [stateOf(filename), at, length]
    at += length
  }
  const head = Buffer.from(JSON.stringify(index))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(head.length)
  const unfinished = `${file}.${process.pid}`
  fs.writeFileSync(unfinished, Buffer.concat([length, head, ...parts.values()]), { mode: 0o600 })
  fs.renameSync(unfinished, file)
}

/** From here on, modules named `.cjs`, which has no loader of its own, are loaded with their code. */
exports.keepIn = (folder) => {
  const file = path.join(folder, 'code')
  const code = new CompiledCode(file)
  const scripts = new Map()
  let isComplete = true
  nodeModule._extensions['.cjs'] = (module, filename) => {
    const source = fs.readFileSync(filename, 'utf8').replace(/^#!/, '//')
    const cachedData = code.of(filename)
    const script = new vm.Script(nodeModule.wrap(source), { filename, cachedData })
    scripts.set(filename, script)
    isComplete &&= script.cachedDataRejected === false
    const { exports } = module
    const own = [exports, nodeModule.createRequire(filename), module, filename]
    script.runInThisContext().call(exports, ...own, path.dirname(filename))
  }
  process.once('exit', () => {
    if (isComplete) return
    try {
      const parts = new Map([...scripts].map(([name, script]) => [name, script.createCachedData()]))
      for (const filename of code.filenames) {
        const kept = filename.startsWith(__dirname) ? code.of(filename) : undefined
        if (kept !== undefined && !parts.has(filename)) parts.set(filename, kept)
      }
      write(file, parts)
    } catch {
      // the next start is slower
    }
  })
}
