/** Profiles the main thread of a new server during a client's work, and maps frames to sources. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { newDataDir, removeDataDir, startServer } from './server.mjs'

const DIST = fileURLToPath(new URL('../dist/', import.meta.url))

/** The clock of V8's profiles, in microseconds. */
const now = () => Number(process.hrtime.bigint() / 1000n)

/**
 * Starts a server, runs `prepare(server)`, then the `work` and the `end` that it resolves with.
 * Resolves with `{profile, from, to}`: V8's profile, and the start and end of the work on V8's
 * clock.
 */
export const profiled = async (prepare) => {
  const [data, profiles] = [newDataDir(), mkdtempSync(join(tmpdir(), 'csrlab-profile-'))]
  const nodeArgs = ['--cpu-prof', '--cpu-prof-interval', '250', `--cpu-prof-dir=${profiles}`]
  const server = await startServer(data, [], undefined, nodeArgs)
  const { work, end } = await prepare(server)
  const from = now()
  await work()
  const to = now()
  await end()
  await server.stop()
  // worker threads have their own, short profiles
  const texts = readdirSync(profiles).map((name) => readFileSync(join(profiles, name), 'utf8'))
  const text = texts.toSorted((a, b) => b.length - a.length)[0]
  removeDataDir(data)
  rmSync(profiles, { recursive: true })
  return { profile: JSON.parse(text), from, to }
}

/** The source file of each line of a built file; the build writes its path before its code. */
const originsOf = (file) => {
  let origin = ''
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => (origin = /^\/\/ ((?:src|node_modules)\/\S+)$/.exec(line)?.[1] ?? origin))
}

/** `src/apiserver/http/gate/inflight.ts` → `src/apiserver`, `node_modules/ws/lib/a.js` → `ws`. */
const roomOf = (path) => {
  const own = /^src\/(?:apiserver\/)?[^/]+/.exec(path)?.[0]
  if (own !== undefined) return own.replace(/\.ts$/, '')
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path
}

/** Returns a function that maps a frame to a room of src/, a package or a module of Node. */
export const places = () => {
  const origins = new Map(
    readdirSync(DIST)
      .filter((name) => name.endsWith('.cjs'))
      .map((name) => [name, originsOf(join(DIST, name))]),
  )
  return ({ functionName, url, lineNumber }) => {
    if (functionName === '(garbage collector)') return 'garbage'
    if (functionName === '(program)') return 'native code, no function'
    if (url === '') return `native: ${functionName}`
    if (url.startsWith('node:')) return url.replace(/^node:(internal\/)?_?([^/_]+).*$/, 'Node: $2')
    return roomOf(origins.get(basename(url))?.[lineNumber] ?? url)
  }
}

/**
 * Calls `seen(frames, microseconds)` for each non-idle sample of the work, with frames from the
 * outermost.
 */
export const samples = ({ profile, from, to }, seen) => {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]))
  const outer = new Map(
    profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])),
  )
  const stacks = new Map()
  const stackOf = (id) => {
    let stack = stacks.get(id)
    if (stack === undefined) {
      const parent = outer.get(id)
      // the root is no function
      stack = parent === undefined ? [] : [...stackOf(parent), nodes.get(id).callFrame]
      stacks.set(id, stack)
    }
    return stack
  }
  let at = profile.startTime
  for (const [i, id] of profile.samples.entries()) {
    const time = profile.timeDeltas[i]
    at += time
    if (at < from || at > to || nodes.get(id).callFrame.functionName === '(idle)') continue
    seen(stackOf(id), time)
  }
}
