/**
 * Counts tokens of code and words of comments by folder, measures the package and node_modules,
 * and fails if a size exceeds its limit in tools/size/budget.json.
 *
 *   npm run tool -- size [--lower]
 *
 * `--lower` lowers the limits to the current sizes, rounded up. Raise a limit in a separate commit
 * with the reason.
 */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { sizeOf } from './size/count.ts'

const BUDGET = new URL('size/budget.json', import.meta.url)
const OTHERS = ['page', 'build', 'test', 'tools', 'bench']

/** Budgets are rounded up to a multiple of their unit's step, so that a few more lines fit. */
const STEPS = [
  ['tokens', 200],
  ['words', 50],
  ['kB', 10],
  ['MB', 10],
] as const

type Sizes = Record<string, number>

const sourceSizes = (): Sizes => {
  const rooms = readdirSync('src', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `src/${name}`)
  const sizes: Sizes = {}
  for (const room of [...rooms, ...OTHERS]) {
    const { tokens, words } = sizeOf(room)
    sizes[`${room}, tokens`] = tokens
    sizes[`${room}, words`] = words
  }
  return sizes
}

const weights = (): Sizes => {
  const run = (command: string, ...args: string[]): string =>
    execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  const [{ size, unpackedSize }] = JSON.parse(
    run('npm', 'pack', '--dry-run', '--json', '--ignore-scripts'),
  ) as [{ size: number; unpackedSize: number }]
  return {
    'package packed, kB': Math.ceil(size / 1000),
    'package unpacked, kB': Math.ceil(unpackedSize / 1000),
    'node_modules, MB': Number.parseInt(run('du', '-smL', 'node_modules')),
  }
}

const budgetFor = (name: string, size: number): number => {
  const [, step] = STEPS.find(([unit]) => name.endsWith(unit))!
  return Math.ceil(size / step) * step
}

export const main = (): boolean => {
  const { values } = parseArgs({ options: { lower: { type: 'boolean', default: false } } })
  const budget = JSON.parse(readFileSync(BUDGET, 'utf8')) as Sizes
  const sizes = { ...sourceSizes(), ...weights() }
  const lowered: Sizes = {}
  let isWithin = true
  for (const [name, size] of Object.entries(sizes)) {
    const limit = budget[name] ?? 0
    const isAbove = size > limit
    if (isAbove) isWithin = false
    lowered[name] = values.lower ? Math.min(limit, budgetFor(name, size)) : limit
    const shown = size.toLocaleString('en-US').padStart(9)
    console.log(`${name.padEnd(30)}${shown} of ${limit}${isAbove ? '  ABOVE THE BUDGET' : ''}`)
  }
  if (values.lower) writeFileSync(BUDGET, `${JSON.stringify(lowered, undefined, 2)}\n`)
  return isWithin
}
