/**
 * `npm test -- [--all|--rest] [--jobs N] [FILE or FOLDER…]`: runs test files, prints failures, and
 * stores the TAP output in `.tap/test-results`. By default, only the quick files `*.test.ts` run.
 * `*.slow.test.ts`, `*.browser.test.ts`, `*.etcd.test.ts` and `*.tools.test.ts` run with `--rest`
 * (only these), with `--all`, or if the file is named.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Extent, type Group, groupsOf, selected } from './run/files.ts'
import { count, failuresOf, type Results, sentenceOf, totalsOf } from './run/results.ts'

const RESULTS = join('.tap', 'test-results')

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    all: { type: 'boolean', default: false },
    rest: { type: 'boolean', default: false },
    jobs: { type: 'string', default: String(Math.max(2, availableParallelism())) },
  },
})

const extent: Extent = values.all ? 'all' : values.rest ? 'rest' : 'quick'

/** Seconds that a test may take. */
const TIMEOUT = extent === 'quick' ? '60' : '300'

/** Resolves with the TAP output and the exit code of a process that runs the files. */
const run = ({ name, files }: Group): Promise<{ tap: string; code: number | null }> =>
  new Promise((resolve, reject) => {
    const args = [
      '--enable-source-maps',
      '--import',
      './build/loader/register.mjs',
      'test/run/one-process.ts',
      name,
    ]
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { TAP_TIMEOUT: TIMEOUT, ...process.env, CSRLAB_TESTS: JSON.stringify(files) },
    })
    let tap = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (tap += text))
    child.on('error', reject)
    child.on('close', (code) => resolve({ tap, code }))
  })

const results: Results = { passed: 0, failed: 0, skipped: new Map() }
const files = selected(positionals, extent)
const waiting = groupsOf(files)

const work = async () => {
  for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
    const began = performance.now()
    const { tap, code } = await run(group)
    const seconds = ((performance.now() - began) / 1000).toFixed(0)
    writeFileSync(join(RESULTS, `${group.name.replaceAll('/', '-')}.tap`), tap)
    count(tap, results)
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'}  ${group.name} (${seconds} s)`)
    if (code === 0) continue
    console.log(failuresOf(tap) || tap.slice(-2000))
    process.exitCode = 1
  }
}

if (files.length === 0) throw new Error(`no test file is at ${positionals.join(' or ')}`)
mkdirSync(RESULTS, { recursive: true })
await Promise.all(Array.from({ length: Number(values.jobs) }, work))
console.log(`\n${totalsOf(results)}\n${sentenceOf(files.length, results)}`)
