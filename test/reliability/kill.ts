/**
 * Kills a server with SIGKILL at random moments under load, and looks at the state after each restart.
 *
 *   npm run kill -- 100 [SEED]               a server: writes, watches, certificates
 *   npm run kill -- 100 [SEED] --clusters    a host of clusters, some of which come and go
 *   npm run kill -- 100 [SEED] --worlds      a server that restores snapshots and resets
 *
 * The first number is that of kills; a seed repeats an earlier run.
 */
import { parseArgs } from 'node:util'
import { killClusters } from './kill-clusters.ts'
import { killServer } from './kill-server.ts'
import { killWorlds } from './kill-worlds.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { clusters: { type: 'boolean' }, worlds: { type: 'boolean' } },
})
const [kills = '100', seed = String(Date.now() % 1e9)] = positionals
console.log(`${kills} kills, seed ${seed}`)
const options = { kills: Number(kills), seed: Number(seed), longestMs: 1500, report: console.log }
const run =
  values.clusters === true ? killClusters : values.worlds === true ? killWorlds : killServer
const result = await run(options)
console.log(JSON.stringify(result, undefined, 2))
process.exitCode = result.problems.length === 0 ? 0 : 1
