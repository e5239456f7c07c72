/**
 * Floods one cluster of a host in every way, and looks at how long requests to another one take meanwhile.
 *
 *   npm run flood:clusters -- 10
 *
 * The number is that of seconds for each flood. One that is flooded has the limits that clusters have if nobody says otherwise.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { serve } from '../cli/process.ts'
import { Client } from './client.ts'
import { CLUSTERS, placeOf } from './cluster-account.ts'
import { fairness, type FairnessSize } from './fairness.ts'

export interface Flooded {
  /** how the other cluster fared, in words */
  readonly told: string
  readonly problems: readonly string[]
}

export const floodClusters = async (size: FairnessSize): Promise<Flooded> => {
  const cwd = mkdtempSync(join(tmpdir(), 'csrlab-flood-clusters-'))
  const server = await serve(['--port', '0', '--clusters', '--log-level', 'error'], { cwd })
  const problems: string[] = []
  try {
    const host = new Client(server)
    await host.must('POST', CLUSTERS, { names: ['flooded', 'other'] })
    const flooded = await placeOf(server, host, 'flooded', cwd)
    const other = await placeOf(server, host, 'other', cwd)
    const client = new Client(flooded)
    const told = await fairness(
      { ...server, ...other },
      client,
      size,
      (text) => problems.push(text),
      flooded,
    )
    client.close()
    host.close()
    return { told, problems }
  } finally {
    server.process.kill('SIGKILL')
    await server.ended
    rmSync(cwd, { recursive: true, force: true })
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [, , seconds = '10'] = process.argv
  const { told, problems } = await floodClusters({
    flood: 200,
    floodSeconds: Number(seconds),
    patienceMs: 100,
  })
  console.log(told.replaceAll(', ', '\n'))
  for (const problem of problems) console.log(problem)
  process.exitCode = problems.length === 0 ? 0 : 1
}
