/** Runs a story of the README in a folder where the command line has been started with its defaults. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { serve, stop } from './process.ts'
import { pattern, printed, story } from './readme.ts'

/** Variables and functions last from step to step, as in the terminal of a person; a failing command ends its step. */
const STEP = `
set -euo pipefail
set -a
[ ! -f "$STATE" ] || . "$STATE"
# as on a terminal, but openssl tells its progress
grep -q openssl "$SCRIPT" || exec 2>&1
trap '{ export -p | grep -v " STATE="; declare -f; } > "$STATE"' EXIT
. "$SCRIPT"
`

export const runStory = async (t: Test, name: string): Promise<void> => {
  const cwd = t.testdir()
  const scripts = t.testdirName
  const server = await serve([], { cwd, env: { CSRLAB_PORT: '0' } })
  const env = {
    PATH: process.env['PATH'],
    HOME: cwd,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    STATE: join(scripts, 'state.sh'),
    SCRIPT: join(scripts, 'step.sh'),
  }
  try {
    for (const [i, { script, prints }] of story(name).entries()) {
      writeFileSync(env.SCRIPT, script)
      const { status, stdout, stderr } = spawnSync('bash', ['-c', STEP], {
        cwd,
        env,
        encoding: 'utf8',
        timeout: 60_000,
      })
      const title = `step ${i + 1}: ${script.split('\n')[0]}`
      if (!t.equal(status, 0, title, { stdout, stderr })) break
      if (prints !== undefined) t.match(printed(stdout), pattern(prints), 'prints what it says')
    }
  } finally {
    t.equal((await stop(server)).stderr, '', 'the server has nothing to complain about')
  }
}
