/** `npm test`: runs tap, then says in one sentence what passed and what was skipped. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const RESULTS = '.tap/test-results'
const number = (count) => count.toLocaleString('en-US')
const counted = (count, noun) => `${number(count)} ${noun}${count === 1 ? '' : 's'}`

const started = Date.now()
const { status } = spawnSync('tap', process.argv.slice(2), {
  stdio: 'inherit',
  shell: process.platform === 'win32',
})

const results = (existsSync(RESULTS) ? readdirSync(RESULTS, { recursive: true }) : [])
  .map((name) => join(RESULTS, name))
  .filter((path) => path.endsWith('.tap') && statSync(path).mtimeMs >= started)

let files = 0
let passed = 0
let failed = 0
const skipped = new Map()
for (const path of results) {
  const lines = readFileSync(path, 'utf8').split('\n')
  // a file of test/together runs others, each as a subtest
  files += lines.filter((line) => /^# Subtest: \S+\.test\.ts$/.test(line)).length || 1
  for (const line of lines) {
    const [, isNot, text] = /^\s*(not )?ok \d+(.*)$/.exec(line) ?? []
    const [, reason] = / # SKIP (?:NOT TESTED: )?(.*)$/.exec(text ?? '') ?? []
    if (reason !== undefined) skipped.set(reason, (skipped.get(reason) ?? 0) + 1)
    // only subtests say how long they took
    else if (text === undefined || text.includes(' # time=')) continue
    else if (isNot) failed++
    else passed++
  }
}

const skips = [...skipped].map(([reason, count]) => `${reason.replaceAll(';', ',')} (${count})`)
const told = [
  failed > 0
    ? `${number(failed)} of ${counted(failed + passed, 'assertion')} failed, in ${counted(files, 'test file')}`
    : `${counted(files, 'test file')} with ${counted(passed, 'assertion')} ${status === 0 ? 'passed' : 'ran, and tap failed'}`,
  ...(skips.length === 0 ? [] : [`skipped: ${skips.join('; ')}`]),
]
console.log(`\n${told.join('; ')}.`)
process.exitCode = status ?? 1
