/**
 * `npm run mutate -- --folder authz [--seed 1] [--count 30] [--at-least 85] [--jobs 1]`: makes small faults in the sources of a
 * folder of src, one at a time and in memory, and sees whether the tests of the same folder of test find each. Prints those that
 * survive; exit code 1 when less than `--at-least` percent are found. What was tried is kept below .tap, and a run that was
 * stopped goes on from there.
 */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Random } from '../fixtures/random.ts'
import { type Mutant, mutantsOf } from './mutants.ts'
import { likeliestFirst, passes } from './tests.ts'

interface Tried {
  readonly id: string
  readonly killed: boolean
}

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '30' },
    'at-least': { type: 'string', default: '85' },
    jobs: { type: 'string', default: '1' },
  },
})
const { folder } = values
if (folder === undefined) throw new Error('name a folder of src: --folder authz')

const filesIn = (root: string, ending: string): string[] =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => join(root, file))
    .sort()

const sources = filesIn(join('src', folder), '.ts')
const tests = filesIn(join('test', folder), '.test.ts')

/** `count` of all mutants of the folder, by chance. */
const chosen = (count: number): { path: string; mutant: Mutant }[] => {
  const random = new Random(Number(values.seed))
  const all = sources.flatMap((path) =>
    mutantsOf(readFileSync(path, 'utf8')).map((mutant) => ({ path, mutant })),
  )
  for (let i = all.length - 1; i > 0; i--) {
    const j = random.int(i + 1)
    ;[all[i], all[j]] = [all[j]!, all[i]!]
  }
  return all.slice(0, count)
}

const record = join('.tap', 'mutation', `${folder.replaceAll('/', '-')}-${values.seed}.jsonl`)
const known = new Map<string, boolean>()
mkdirSync(join('.tap', 'mutation'), { recursive: true })
if (existsSync(record)) {
  for (const line of readFileSync(record, 'utf8').split('\n').filter(Boolean)) {
    const { id, killed } = JSON.parse(line) as Tried
    known.set(id, killed)
  }
}

/** What each test file takes without a fault, in milliseconds; one that fails by itself says nothing. */
const durations = new Map<string, number>()
for (const test of tests) {
  const before = Date.now()
  if (await passes(test, 120_000, undefined)) durations.set(test, Date.now() - before)
  else console.log(`NOT TESTED with ${test}: it fails without a fault`)
}

const isKilled = async (path: string, { start, end, text }: Mutant): Promise<boolean> => {
  for (const test of likeliestFirst([...durations.keys()], path)) {
    const patience = 10_000 + 5 * durations.get(test)!
    if (!(await passes(test, patience, { path: resolve(path), start, end, text }))) return true
  }
  return false
}

const waiting = chosen(Number(values.count))
const total = waiting.length
let killed = 0
const work = async (): Promise<void> => {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { path, mutant } = next
    const shown = `${path}:${mutant.line} ${mutant.what}`
    const id = `${shown} @${mutant.start}`
    const isFound = known.get(id) ?? (await isKilled(path, mutant))
    if (!known.has(id)) appendFileSync(record, `${JSON.stringify({ id, killed: isFound })}\n`)
    if (isFound) killed++
    else console.log(`survived  ${shown}`)
  }
}
await Promise.all(Array.from({ length: Number(values.jobs) }, work))

const share = total === 0 ? 100 : (100 * killed) / total
console.log(`${folder}: ${killed} of ${total} mutants killed (${share.toFixed(0)} %)`)
process.exitCode = share < Number(values['at-least']) ? 1 : 0
