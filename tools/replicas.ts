/**
 * Runs two replicas on etcd behind HAProxy, kills one every 5 s, and checks that all reads, writes
 * and watches fit one order.
 *
 *   npm run tool -- replicas [--minutes 10] [--seed N]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { report, withTeardown } from './kit/running.ts'
import { withoutFleet } from './replicas/fleet.ts'
import { kills } from './replicas/kills.ts'

export const main = async (): Promise<boolean> => {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '10' },
      seed: { type: 'string', default: String(Date.now() % 1e9) },
    },
  })
  if (withoutFleet !== false) return report([withoutFleet])
  console.log(`${values.minutes} minutes, seed ${values.seed}`)
  const folder = mkdtempSync(join(tmpdir(), 'csrlab-replicas-'))
  const { problems, ...counts } = await withTeardown((t) =>
    kills(
      { ...t, testdirName: folder, testdir: () => folder },
      {
        ms: Number(values.minutes) * 60_000,
        everyMs: 5000,
        seed: Number(values.seed),
        report: console.log,
      },
    ),
  )
  console.log(JSON.stringify(counts, undefined, 2))
  // the history is needed to explain a failure
  if (problems.length > 0) console.log(`the history: ${join(folder, 'history.jsonl')}`)
  else rmSync(folder, { recursive: true, force: true })
  return report(problems)
}
