/**
 * `npm run build`: makes dist, unless dist was made from the same sources. `npm ci` and `npm test`
 * build too. Takes half a minute on two cores.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  FILLED,
  filesIn,
  MADE_OF,
  readMadeOf,
  removeOthers,
  replaceContent,
  ROOT,
  textOf,
} from './dist.ts'
import { digestOf } from './made-of.ts'

const SOURCES = [
  'src',
  'page',
  'build',
  'openapi.yaml',
  'docs/management.openapi.yaml',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
]

const DIST = join(ROOT, 'dist')
/** Beside dist, because source maps have relative paths. */
const FRESH = join(ROOT, `.dist-${process.pid}`)
const LOCK = join(ROOT, 'node_modules', '.cache', 'csrlab', 'build.lock')

const PAUSE_MS = 250
/** Within this time, a process that starts has loaded its files. */
const GRACE_MS = 1000

const TYPESCRIPT = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json', '--outDir', FRESH]
const stepOf = (name: string): readonly string[] => [
  '--import',
  './build/loader/register.mjs',
  `build/${name}.ts`,
]
const STEPS = [TYPESCRIPT, ...['compile-yaml', 'types', 'bundle', 'bodies'].map(stepOf)]

const pause = (ms: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

const run = (step: readonly string[]): void => {
  const env = { ...process.env, [FILLED]: FRESH }
  const { status } = spawnSync(process.execPath, step, { cwd: ROOT, stdio: 'inherit', env })
  if (status !== 0) process.exit(status ?? 1)
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const holder = (): number => {
  try {
    return Number(readFileSync(LOCK, 'utf8'))
  } catch {
    return NaN
  }
}

/** Waits until no other build runs in this checkout. A killed build leaves its lock. */
const lock = (): void => {
  for (;;) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: 'wx' })
      break
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    pause(PAUSE_MS)
    const pid = holder()
    if (pid > 0 && !isAlive(pid)) rmSync(LOCK, { force: true })
  }
  process.on('exit', () => {
    rmSync(FRESH, { recursive: true, force: true })
    rmSync(LOCK, { force: true })
  })
}

lock()
for (const name of readdirSync(ROOT))
  if (name.startsWith('.dist-')) rmSync(join(ROOT, name), { recursive: true, force: true })
// generated types are sources too
run(stepOf('kinds'))
const digest = digestOf(ROOT, SOURCES)
const before = readMadeOf(DIST)
const present = new Set(filesIn(DIST))
if (before?.digest === digest && before.files.every((name) => present.has(name))) {
  removeOthers(DIST, before.files)
} else {
  mkdirSync(FRESH)
  for (const step of STEPS) run(step)
  replaceContent(DIST, FRESH, () => pause(GRACE_MS))
}
// always written, and last: tests check that it is newer than the sources
writeFileSync(join(DIST, MADE_OF), textOf({ digest, files: filesIn(DIST) }))
