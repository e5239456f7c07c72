/**
 * `npm run build`: makes dist, unless dist was made from the same sources. `npm ci` and `npm test`
 * build too. Takes half a minute on two cores.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { digestOf } from './made-of.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

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
const MADE_OF = join(DIST, '.made-of')

const TYPESCRIPT = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json']
const stepOf = (name: string): readonly string[] => [
  '--import',
  './build/loader/register.mjs',
  `build/${name}.ts`,
]
const STEPS = [TYPESCRIPT, ...['compile-yaml', 'types', 'bundle', 'bodies'].map(stepOf)]

const run = (step: readonly string[]): void => {
  const { status } = spawnSync(process.execPath, step, { cwd: ROOT, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

const madeOf = (): string | undefined => {
  try {
    return readFileSync(MADE_OF, 'utf8')
  } catch {
    return undefined
  }
}

// generated types are sources too
run(stepOf('kinds'))
const wanted = digestOf(ROOT, SOURCES)
if (madeOf() !== wanted) {
  // removes files of earlier versions, and the digest: if a step fails, the next run builds again
  rmSync(DIST, { recursive: true, force: true })
  for (const step of STEPS) run(step)
}
// always written, and last: tests check that it is newer than the sources
writeFileSync(MADE_OF, wanted)
