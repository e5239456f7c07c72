/**
 * Kills a server with SIGKILL at random moments under load, and checks its state after each
 * restart.
 *
 *   npm run tool -- kill [--kills 100] [--seed N] [--clusters]
 *
 * With `--clusters`, the server hosts clusters, and clients also create and delete clusters.
 */
import { parseArgs } from 'node:util'
import { killClusters } from './kill/host.ts'
import { killServer } from './kill/server.ts'

export const main = async (): Promise<boolean> => {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '100' },
      seed: { type: 'string', default: String(Date.now() % 1e9) },
      clusters: { type: 'boolean', default: false },
    },
  })
  const { kills, seed } = values
  console.log(`${kills} kills, seed ${seed}`)
  const options = { kills: Number(kills), seed: Number(seed), longestMs: 1500, report: console.log }
  const run = values.clusters ? killClusters : killServer
  const result = await run(options)
  console.log(JSON.stringify(result, undefined, 2))
  return result.problems.length === 0
}
