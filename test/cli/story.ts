/** Runs a story, a marked section of a document, in a folder with csrlab installed. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { lacking } from '../fixtures/installed.ts'
import { pattern, printed, type Step, storiesOf } from './documents.ts'
import { CLI, serve, settled, start, stop } from './process.ts'
import { ending } from '../fixtures/waits.ts'

/**
 * Variables and functions persist between steps, as in a terminal; a failing command ends the step.
 */
const STEP = `
set -euo pipefail
set -a
[ ! -f "$STATE" ] || . "$STATE"
# joins standard output and error, as a terminal does, unless openssl prints its progress
grep -Eq 'genrsa|keyout' "$SCRIPT" || exec 2>&1
trap '{ export -p | grep -v " STATE="; declare -f; } > "$STATE"' EXIT
. "$SCRIPT"
`

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Makes the folders of `npm install csrlab`, with links to this checkout. */
const install = (folder: string) => {
  const modules = join(folder, 'node_modules')
  mkdirSync(join(modules, '.bin'), { recursive: true })
  symlinkSync(ROOT, join(modules, 'csrlab'))
  symlinkSync(CLI, join(modules, '.bin', 'csrlab'))
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
}

type Environment = Readonly<Record<string, string | undefined>>

/** Runs a script, sends Ctrl-C once its server is ready, and resolves with the output. */
export const pressCtrlC = async (script: string, cwd: string, env: Environment) => {
  const child = spawn('bash', ['-c', script], { cwd, env, detached: true })
  let output = ''
  const note = (text: string) => void (output += text)
  child.stdout.setEncoding('utf8').on('data', note)
  child.stderr.setEncoding('utf8').on('data', note)
  await settled(child, () => output)
  const closed = ending(child)
  if (child.exitCode === null) process.kill(-child.pid!, 'SIGINT')
  await closed
  return output
}

const runStep = async (
  t: Test,
  { script, serves, prints }: Step,
  cwd: string,
  env: Environment,
) => {
  writeFileSync(env['SCRIPT']!, script)
  const title = script.split('\n')[0]!
  if (serves) {
    const output = await pressCtrlC(STEP, cwd, env)
    return t.match(output, /API at https/, `${title} serves`)
  }
  const options = { cwd, env, encoding: 'utf8', timeout: 100_000 } as const
  const { status, stdout, stderr } = spawnSync('bash', ['-c', STEP], options)
  if (!t.equal(status, 0, title, { stdout, stderr })) return false
  if (prints !== undefined)
    t.match(printed(stdout), pattern(prints), 'prints the documented output')
  return true
}

const runStory = async (
  t: Test,
  document: string,
  name: string,
  options: Environment,
  beside?: string,
) => {
  const steps = storiesOf(document).get(name)
  if (steps === undefined) throw new Error(`${document} has no story ${name}`)
  const cwd = t.testdir()
  install(cwd)
  const scripts = t.testdirName
  const server = await serve([], { cwd, env: { CSRLAB_PORT: '0', ...options } })
  const second = beside === undefined ? undefined : start(beside, { cwd })
  const env = {
    PATH: process.env['PATH'],
    HOME: cwd,
    KUBECONFIG: join(cwd, '.csrlab', 'kubeconfig'),
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    // npm would check its registry for updates
    npm_config_update_notifier: 'false',
    // otherwise a background process would write the cache after the test
    NODE_DISABLE_COMPILE_CACHE: '1',
    STATE: join(scripts, 'state.sh'),
    SCRIPT: join(scripts, 'step.sh'),
  }
  try {
    for (const step of steps) if (!(await runStep(t, step, cwd, env))) break
  } finally {
    if (second !== undefined) await stop(second)
    t.equal((await stop(server)).stderr, '', 'the server has no errors')
  }
}

/**
 * Tests a story. Skips the test if a required program is missing; with CSRLAB_REQUIRE_KUBECTL=1,
 * only if the story requires jq and jq is missing. `beside`: command line of a second csrlab, which
 * runs during the story.
 */
export const testStory = (
  t: Test,
  document: string,
  name: string,
  needs: readonly string[],
  options: Environment = {},
  beside?: string,
): void => {
  const lacksJq = needs.includes('jq') && lacking('jq')
  const required = process.env['CSRLAB_REQUIRE_KUBECTL'] === '1' && !lacksJq
  const skip = !required && lacking(...needs)
  t.test(`${document} works as written: ${name}`, { skip }, (t) =>
    runStory(t, document, name, options, beside),
  )
}
