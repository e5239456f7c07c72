/** `npm run replicas -- --minutes 10 --seed 1`: see kills.ts. Exits with 1 when something was lost. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { withoutFleet } from './fleet.ts'
import { kills } from './kills.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
  },
})

const folder = mkdtempSync(join(tmpdir(), 'csrlab-replicas-'))
const endings: (() => unknown)[] = []
const t = {
  testdirName: folder,
  testdir: () => folder,
  teardown: (task: () => unknown) => void endings.unshift(task),
}

if (withoutFleet !== false) {
  console.log(withoutFleet)
  process.exitCode = 1
} else {
  console.log(`${values.minutes} minutes, seed ${values.seed}`)
  try {
    const result = await kills(t, {
      ms: Number(values.minutes) * 60_000,
      everyMs: 5000,
      seed: Number(values.seed),
      report: (line) => console.log(line),
    })
    console.log(JSON.stringify(result, undefined, 2))
    process.exitCode = result.problems.length === 0 ? 0 : 1
    // what was judged wrong is to be looked at
    if (result.problems.length > 0) console.log(`the history: ${join(folder, 'history.jsonl')}`)
  } finally {
    for (const end of endings) await end()
    if (process.exitCode === 0) rmSync(folder, { recursive: true, force: true })
  }
}
