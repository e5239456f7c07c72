/**
 * Makes small faults in the sources of a folder, one in each test run, and reports those that the
 * folder's tests do not find.
 *
 *   npm run tool -- mutate --folder apiserver/authz [--seed 1] [--count 30]
 *     [--at-least 85] [--jobs 1]
 *
 * Fails if the tests find less than `--at-least` percent. Results are stored in .tap/mutation, from
 * which an interrupted run resumes. StrykerJS takes as long per mutant, but cannot select mutants
 * at random.
 */
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Mutant, mutantsOf } from './mutate/mutants.ts'
import { failureOf, likeliestFirst } from './mutate/tests.ts'

interface Tried {
  readonly id: string
  /** the first failure of a test; undefined if all tests passed with this mutant */
  readonly failure?: string
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
if (folder === undefined) throw new Error('name a folder of src: --folder apiserver/authz')

const filesIn = (root: string, ending: string): string[] =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => join(root, file))
    .sort()

const sources = filesIn(join('src', folder), '.ts')
const tests = filesIn(join('test', folder), '.test.ts')

/** Selects `count` mutants of the folder by hash, so that a changed source replaces few of them. */
const chosen = (count: number): { path: string; mutant: Mutant }[] =>
  sources
    .flatMap((path) =>
      mutantsOf(readFileSync(path, 'utf8')).map((mutant) => {
        const hash = createHash('sha256').update(`${values.seed} ${path} ${mutant.what}`)
        return { path, mutant, order: hash.digest('hex') }
      }),
    )
    .toSorted((a, b) => (a.order < b.order ? -1 : 1))
    .slice(0, count)

const record = join('.tap', 'mutation', `${folder.replaceAll('/', '-')}-${values.seed}.jsonl`)
const known = new Map<string, Tried>()
mkdirSync(join('.tap', 'mutation'), { recursive: true })
if (existsSync(record)) {
  for (const line of readFileSync(record, 'utf8').split('\n').filter(Boolean)) {
    const tried = JSON.parse(line) as Tried
    known.set(tried.id, tried)
  }
}

const BASELINE_MS = 120_000

/** Runs test files without a mutant; resolves with milliseconds, or undefined if one fails. */
const durationOf = async (files: readonly string[]): Promise<number | undefined> => {
  const before = Date.now()
  const failure = await failureOf(files, BASELINE_MS, undefined)
  return failure === undefined ? Date.now() - before : undefined
}

type Runs = readonly (readonly [files: string[], duration: number])[]

/** Returns a function that lists the test runs for a source, and their usual durations. */
const runsOf = async (files: readonly string[]): Promise<(path: string) => Runs> => {
  if (files.length === 0) return () => []
  const together = await durationOf(files)
  if (together !== undefined) {
    const ordered = likeliestFirst(files)
    return (path) => [[ordered(path), together]]
  }
  // a file that awaits its tests at top level cannot share a process; a file that fails without a
  // mutant proves nothing
  const sound = new Map<string, number>()
  for (const test of files) {
    const duration = await durationOf([test])
    if (duration === undefined) console.log(`NOT TESTED with ${test}: it fails without a fault`)
    else sound.set(test, duration)
  }
  const ordered = likeliestFirst([...sound.keys()])
  return (path) => ordered(path).map((test) => [[test], sound.get(test)!])
}

const isQuick = (test: string): boolean => !/\.(?:slow|browser|etcd|tools)\.test\.ts$/.test(test)
const quick = await runsOf(tests.filter(isQuick))
const slow = await runsOf(tests.filter((test) => !isQuick(test)))

const tryOut = async (id: string, path: string, mutant: Mutant): Promise<Tried> => {
  const { start, end, text } = mutant
  const change = { path: resolve(path), start, end, text }
  for (const [files, duration] of [...quick(path), ...slow(path)]) {
    const failure = await failureOf(files, 10_000 + 4 * duration, change)
    if (failure !== undefined) return { id, failure }
  }
  return { id }
}

const waiting = chosen(Number(values.count))
const total = waiting.length
let killed = 0
const work = async (): Promise<void> => {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { path, mutant } = next
    const shown = `${path}:${mutant.line} ${mutant.what}`
    const id = `${shown} @${mutant.start}`
    const tried = known.get(id) ?? (await tryOut(id, path, mutant))
    if (!known.has(id)) appendFileSync(record, `${JSON.stringify(tried)}\n`)
    if (tried.failure !== undefined) killed++
    else console.log(`survived  ${shown}`)
  }
}
await Promise.all(Array.from({ length: Number(values.jobs) }, work))

const share = total === 0 ? 100 : (100 * killed) / total
console.log(`${folder}: ${killed} of ${total} mutants killed (${share.toFixed(0)} %)`)
process.exitCode = share < Number(values['at-least']) ? 1 : 0
